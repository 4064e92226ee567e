package io.evalstream.operators;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Counts;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the final reports must be, in the plainest way: everything is kept, and each window goes through all of it. It
 * knows no panes, no timers, no retractions and no merges.
 */
final class NaiveEvaluator {

    private static final Comparator<Incoming.Prediction> EARLIEST = Comparator.comparingLong(
                    Incoming.Prediction::eventTime)
            .thenComparing(Incoming.Prediction::payload, Arrays::compareUnsigned)
            .thenComparing(prediction -> prediction.slices().toArray(new String[0]), Arrays::compare);
    private static final Comparator<Incoming.Label> LATEST = Comparator.comparingLong(Incoming.Label::labelTime)
            .thenComparing(Incoming.Label::payload, Arrays::compareUnsigned);

    private final Plans plans;
    private final List<Incoming.Prediction> predictions;
    private final List<Incoming.Label> labels;

    NaiveEvaluator(List<PlanSpec> specs, List<Incoming.Prediction> predictions, List<Incoming.Label> labels) {
        plans = Plans.compile(specs);
        this.predictions = predictions;
        this.labels = labels;
    }

    /** A prediction that counts, and the labels that count for it. */
    private record Example(Incoming.Prediction prediction, List<Incoming.Label> labels) {

        Incoming.Label label() {
            return labels.stream().max(LATEST).orElseThrow();
        }

        int distinctValues() {
            Set<String> values = new TreeSet<>();
            labels.forEach(label -> values.add(Arrays.toString(label.payload())));
            return values.size();
        }
    }

    /** Final reports by key. */
    Map<String, String> finalReports() throws Exception {
        Map<String, String> reports = new TreeMap<>();
        for (Plan plan : plans.all()) {
            List<Incoming.Prediction> ofPlan = predictions.stream()
                    .filter(prediction -> prediction.series().plan().equals(plan.name()))
                    .toList();
            List<Example> examples = examples(plan, ofPlan);
            for (List<PlanSpec.SeriesField> kept : plan.spec().series()) {
                Map<SeriesKey, List<Incoming.Prediction>> bySeries = new LinkedHashMap<>();
                for (Incoming.Prediction prediction : ofPlan) {
                    bySeries.computeIfAbsent(prediction.series().rollUp(kept), any -> new ArrayList<>())
                            .add(prediction);
                }
                for (SeriesKey series : bySeries.keySet()) {
                    List<Example> ofSeries = examples.stream()
                            .filter(example ->
                                    example.prediction().series().rollUp(kept).equals(series))
                            .toList();
                    for (WindowSpec window : plan.spec().windows()) {
                        for (Found found : windows(plan, window, bySeries.get(series), ofSeries)) {
                            for (MetricReport report : reports(plan, series, found)) {
                                reports.put(FinalReports.key(report), FinalReports.text(report));
                            }
                        }
                    }
                }
            }
        }
        return reports;
    }

    /**
     * A window.
     *
     * @param tick its last tick
     * @param came all predictions that fell into it, whether they won or not
     * @param examples those that count
     */
    private record Found(
            Window named, long tick, long revision, List<Incoming.Prediction> came, List<Example> examples) {}

    /** Of each series and id the earliest prediction, with all labels known by the horizon. */
    private List<Example> examples(Plan plan, List<Incoming.Prediction> ofPlan) {
        Map<String, Incoming.Prediction> winners = new LinkedHashMap<>();
        for (Incoming.Prediction prediction : ofPlan) {
            winners.merge(
                    prediction.series() + " " + prediction.id(),
                    prediction,
                    (one, other) -> EARLIEST.compare(one, other) <= 0 ? one : other);
        }
        long horizon = plan.spec().labels().horizon().toMillis();
        List<Example> examples = new ArrayList<>();
        for (Incoming.Prediction winner : winners.values()) {
            List<Incoming.Label> known = labels.stream()
                    .filter(label -> label.id().equals(winner.id()))
                    .filter(label -> label.labelTime() <= winner.eventTime() + horizon)
                    .toList();
            examples.add(new Example(winner, known));
        }
        return examples;
    }

    private static List<Found> windows(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<Example> examples) {
        return switch (window.kind()) {
            case COUNT -> counted(plan, window, came, examples);
            case SESSION -> sessions(plan, window, came, examples);
            default -> timed(plan, window, came, examples);
        };
    }

    private static List<Found> timed(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<Example> examples) {
        long size = window.kind() == WindowSpec.Kind.CALENDAR
                ? Duration.ofDays(1).toMillis()
                : Objects.requireNonNull(window.size()).toMillis();
        long step = window.step() == null ? size : window.step().toMillis();
        Set<Long> ends = new LinkedHashSet<>();
        long last = Long.MIN_VALUE;
        for (Incoming.Prediction prediction : came) {
            long time = prediction.eventTime();
            long pane = time - Math.floorMod(time, plan.paneSize());
            last = Math.max(last, pane + plan.paneSize());
            for (long end = (time / step - 2) * step; end <= time + size; end += step) {
                if (start(window, size, end) <= time && time < end) {
                    ends.add(end);
                }
            }
        }
        boolean running = window.kind() == WindowSpec.Kind.RUNNING;
        if (running) {
            ends = Set.of(-Math.floorDiv(-last, size) * size);
        }
        List<Found> found = new ArrayList<>();
        for (long end : ends) {
            long start = start(window, size, end);
            Window named = Tick.window(
                    window,
                    start,
                    end,
                    window.kind() == WindowSpec.Kind.CUMULATIVE ? (Long) ((end - start) / step) : null);
            found.add(found(
                    plan,
                    named,
                    end,
                    step,
                    inside(running ? Long.MIN_VALUE : start, end, came),
                    within(running ? Long.MIN_VALUE : start, end, examples)));
        }
        return found;
    }

    private static long start(WindowSpec window, long size, long end) {
        return switch (window.kind()) {
            case CUMULATIVE -> end - 1 - Math.floorMod(end - 1, size);
            case RUNNING -> 0;
            default -> end - size;
        };
    }

    /** Every prediction holds its session together, whether it won or not. */
    private static List<Found> sessions(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<Example> examples) {
        long gap = Objects.requireNonNull(window.gap()).toMillis();
        List<Long> times =
                came.stream().map(Incoming.Prediction::eventTime).sorted().toList();
        List<Found> found = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= times.size(); i++) {
            if (i == times.size() || times.get(i) - times.get(i - 1) >= gap) {
                long start = times.get(from);
                long end = times.get(i - 1) + gap;
                long counted = -Math.floorDiv(-end, plan.paneSize()) * plan.paneSize();
                found.add(found(
                        plan,
                        Tick.window(window, start, end, null),
                        counted,
                        gap,
                        inside(start, end, came),
                        within(start, end, examples)));
                from = i;
            }
        }
        return found;
    }

    private static Found found(
            Plan plan, Window named, long end, long step, List<Incoming.Prediction> came, List<Example> examples) {
        LabelSpec policy = plan.spec().labels();
        boolean running = named.getKind() == WindowKind.RUNNING;
        long first = end + policy.delay().toMillis();
        long last = running
                ? end
                : Math.max(
                        first,
                        end + policy.horizon().toMillis() + policy.slack().toMillis());
        long every = policy.reviseEvery() == null ? step : policy.reviseEvery().toMillis();
        long revision = running ? end / step : (last - first + every - 1) / every;
        return new Found(named, last, revision, came, examples);
    }

    private static List<Found> counted(
            Plan plan, WindowSpec window, List<Incoming.Prediction> came, List<Example> examples) {
        List<Example> inOrder = examples.stream()
                .sorted(Comparator.<Example>comparingLong(
                                example -> example.prediction().eventTime())
                        .thenComparingLong(
                                example -> IdHash.of(example.prediction().id()))
                        .thenComparingLong(example ->
                                IdHash.of(example.prediction().series().toString())))
                .toList();
        LabelSpec policy = plan.spec().labels();
        int rows = Objects.requireNonNull(window.rows());
        List<Found> found = new ArrayList<>();
        for (int from = 0; from < inOrder.size(); from += rows) {
            List<Example> inside = inOrder.subList(from, Math.min(from + rows, inOrder.size()));
            List<Incoming.Prediction> there = came.stream()
                    .filter(prediction -> inside.stream()
                            .anyMatch(example -> example.prediction().id().equals(prediction.id())
                                    && example.prediction().series().equals(prediction.series())
                                    && example.prediction().eventTime() == prediction.eventTime()))
                    .toList();
            long last = inside.get(inside.size() - 1).prediction().eventTime();
            long settled = (Math.floorDiv(last, plan.paneSize()) + 1) * plan.paneSize()
                    + Math.max(
                            policy.delay().toMillis(),
                            policy.horizon().toMillis() + policy.slack().toMillis());
            Window named =
                    Tick.window(window, inside.get(0).prediction().eventTime(), last + 1, (long) (from / rows + 1));
            found.add(new Found(named, settled, 0, there, inside));
        }
        return found;
    }

    private static List<Incoming.Prediction> inside(long start, long end, List<Incoming.Prediction> predictions) {
        return predictions.stream()
                .filter(prediction -> prediction.eventTime() >= start && prediction.eventTime() < end)
                .toList();
    }

    private static List<Example> within(long start, long end, List<Example> examples) {
        return examples.stream()
                .filter(example -> example.prediction().eventTime() >= start
                        && example.prediction().eventTime() < end)
                .toList();
    }

    /** A report for all rows, and one for each slice that is told apart or is the rest of its dimension. */
    private List<MetricReport> reports(Plan plan, SeriesKey series, Found found) {
        List<MetricReport> reports = new ArrayList<>();
        reports.add(report(plan, series, "", found, found.examples()));
        for (int i = 0; i < plan.spec().slices().size(); i++) {
            int dimension = i;
            Map<String, String> shown = new TreeMap<>();
            found.came().stream()
                    .map(prediction -> prediction.slices().get(dimension))
                    .distinct()
                    .sorted(Comparator.<String>comparingLong(IdHash::of).thenComparing(Comparator.naturalOrder()))
                    .forEach(slice -> shown.put(
                            slice,
                            shown.size() < plan.spec().slices().get(dimension).max()
                                    ? slice
                                    : slice.replaceAll("=[^,]*", "=<other>")));
            for (String name : new TreeSet<>(shown.values())) {
                reports.add(report(
                        plan,
                        series,
                        name,
                        found,
                        found.examples().stream()
                                .filter(example -> name.equals(
                                        shown.get(example.prediction().slices().get(dimension))))
                                .toList()));
            }
        }
        return reports;
    }

    private MetricReport report(Plan plan, SeriesKey series, String slice, Found found, List<Example> inside) {
        List<Long> delays = new ArrayList<>();
        Batch batch = new Batch(plan.metrics().schema());
        long duplicates = 0;
        long corrections = 0;
        for (Example example : inside) {
            if (example.labels().isEmpty()) {
                continue;
            }
            duplicates += example.labels().size() - example.distinctValues();
            corrections += example.distinctValues() - 1;
            Row row = row(plan, example);
            if (plan.metrics().schema().check(row) == null) {
                batch.append(row, 1, example.prediction().eventTime(), 0);
                delays.add(Math.max(
                        0, example.label().labelTime() - example.prediction().eventTime()));
            }
        }
        delays.sort(null);
        MetricReport report = new MetricReport();
        report.setPlan(plan.name());
        report.setPlanVersion(1);
        report.setModelId(series.model());
        report.setModelVersion(series.version());
        report.setStage("");
        report.setRunId("");
        report.setDataset("");
        report.setSlice(slice);
        report.setWindow(found.named());
        report.setRevision((int) found.revision());
        report.setFinal$(true);
        report.setTick(Instant.ofEpochMilli(found.tick()));
        report.setCounts(new Counts(
                (long) inside.size(),
                (long) delays.size(),
                (long) inside.size() - delays.size(),
                duplicates,
                corrections));
        report.setLabelDelayP50(quantile(delays, 0.50));
        report.setLabelDelayP99(quantile(delays, 0.99));
        report.setDevice("arrays");
        try (StateTable table = new ArraysDevice()
                .newTable(plan.metrics().layout(), plan.metrics().statistics())) {
            table.add();
            table.update(batch, new int[batch.size()]);
            report.setValues(Reports.values(plan.metrics().compute(table.read(0))));
        }
        return report;
    }

    private Row row(Plan plan, Example example) {
        Row row = new Row(plan.metrics().schema());
        new RowCodec(plan.metrics().schema(), Input.Side.PREDICTION)
                .decode(example.prediction().payload(), row);
        Row label = new Row(plans.labelSchema());
        new RowCodec(plans.labelSchema(), Input.Side.LABEL)
                .decode(example.label().payload(), label);
        return row.set(Input.TARGET, label.cell(Input.TARGET));
    }

    /** The middle of the 16th of a power of two in which the quantile lies, in seconds. */
    private static @Nullable Double quantile(List<Long> sorted, double quantile) {
        if (sorted.isEmpty()) {
            return null;
        }
        long exact = sorted.get(Math.max(1, (int) Math.ceil(quantile * sorted.size())) - 1);
        long width = Math.max(1, Long.highestOneBit(exact) / 16);
        long low = exact / width * width;
        return (low + 0.5 * (width - 1)) / 1000;
    }
}
