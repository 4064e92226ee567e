package io.evalstream.operators;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
        for (Plan plan : plans.written()) {
            List<Incoming.Prediction> ofPlan = predictions.stream()
                    .filter(prediction -> prediction.series().plan().equals(plan.id()))
                    .toList();
            List<Example> examples = examples(plan);
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
                        addReports(
                                plan,
                                series,
                                windows(plan, window, bySeries.get(series), ofSeries),
                                bySeries.get(series),
                                ofSeries,
                                reports);
                    }
                }
            }
            for (ComparisonSpec comparison : plan.spec().comparisons()) {
                addComparison(plan, comparison, examples, ofPlan, reports);
            }
        }
        return reports;
    }

    /**
     * A window.
     *
     * @param tick its last tick
     * @param position where it stands among those of its kind
     * @param size milliseconds from it to the one before, where it looks back; else 0
     * @param came all predictions that fell into it, whether they won or not
     * @param examples those that count
     */
    private record Found(
            Window named,
            long tick,
            long revision,
            long position,
            long size,
            List<Incoming.Prediction> came,
            List<Example> examples) {

        /** From when to when the rows of a span were made; null for those of the window itself, or none. */
        long @Nullable [] made(Span span) {
            long start = named.getStart().toEpochMilli();
            long end = named.getEnd().toEpochMilli();
            if (size == 0) {
                return null;
            } else if (span instanceof Span.Trailing trailing) {
                return new long[] {start - size * (trailing.windows() - 1), end};
            }
            long back = span instanceof Span.Earlier earlier
                    ? earlier.by().toMillis()
                    : size * ((Span.Previous) span).windows();
            return new long[] {start - back, end - back};
        }
    }

    /** A pair for each id that champion and challenger both predicted, in the windows that the champion predicted in. */
    private void addComparison(
            Plan plan,
            ComparisonSpec comparison,
            List<Example> examples,
            List<Incoming.Prediction> ofPlan,
            Map<String, String> reports)
            throws Exception {
        Plan reported =
                Objects.requireNonNull(plans.find(plan.spec().asPlan(comparison).id()));
        String versions = comparison.champion().version() + " vs "
                + comparison.challenger().version();
        SeriesKey series = SeriesKey.of(reported.id(), comparison.champion().model(), versions, "", "", "", "");
        long horizon = plan.spec().labels().horizon().toMillis();
        List<Example> pairs = new ArrayList<>();
        for (Example champion : of(examples, comparison.champion())) {
            for (Example challenger : of(examples, comparison.challenger())) {
                if (champion.prediction().id().equals(challenger.prediction().id())) {
                    long first = Math.min(
                            champion.prediction().eventTime(),
                            challenger.prediction().eventTime());
                    pairs.add(new Example(
                            new Incoming.Prediction(
                                    series,
                                    champion.prediction().id(),
                                    champion.prediction().eventTime(),
                                    List.of(),
                                    both(plan, reported, champion, challenger)),
                            champion.labels().stream()
                                    .filter(label -> label.labelTime() <= first + horizon)
                                    .toList()));
                }
            }
        }
        List<Incoming.Prediction> ofChampion = ofPlan.stream()
                .filter(prediction -> prediction
                        .series()
                        .version()
                        .equals(comparison.champion().version()))
                .toList();
        for (WindowSpec window :
                ofChampion.isEmpty() ? List.<WindowSpec>of() : reported.spec().windows()) {
            addReports(reported, series, windows(reported, window, ofChampion, pairs), ofChampion, pairs, reports);
        }
    }

    private static List<Example> of(List<Example> examples, ComparisonSpec.Contestant contestant) {
        return examples.stream()
                .filter(example -> example.prediction().series().version().equals(contestant.version()))
                .toList();
    }

    private static byte[] both(Plan plan, Plan reported, Example champion, Example challenger) {
        Row row = new Row(reported.metrics().schema());
        row.set(Input.PREDS, prediction(plan, champion).cell(Input.PREDS));
        row.set(
                Input.numbers("challenger_preds", Input.Side.PREDICTION),
                prediction(plan, challenger).cell(Input.PREDS));
        return reported.codec(Input.Side.PREDICTION).encode(row);
    }

    /**
     * Of each series and id the earliest prediction, with all labels known by the horizon; whichever version of the plan
     * others are of.
     */
    private List<Example> examples(Plan plan) {
        Map<String, Incoming.Prediction> winners = new LinkedHashMap<>();
        for (Incoming.Prediction prediction : predictions) {
            if (PlanSpec.nameOf(prediction.series().plan()).equals(plan.name())) {
                winners.merge(
                        prediction.series().version() + " " + prediction.id(),
                        prediction,
                        (one, other) -> EARLIEST.compare(one, other) <= 0 ? one : other);
            }
        }
        winners.values().removeIf(winner -> !winner.series().plan().equals(plan.id()));
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
        Set<Long> ends = new TreeSet<>();
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
                    end,
                    running ? 0 : size,
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
                        start,
                        0,
                        inside(start, end, came),
                        within(start, end, examples)));
                from = i;
            }
        }
        return found;
    }

    private static Found found(
            Plan plan,
            Window named,
            long end,
            long step,
            long position,
            long size,
            List<Incoming.Prediction> came,
            List<Example> examples) {
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
        return new Found(named, last, revision, position, size, came, examples);
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
            found.add(new Found(named, settled, 0, from / rows + 1, 0, there, inside));
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

    /** Of each window, in their order, a report for all rows, and one for each slice it tells apart or that is the rest. */
    private void addReports(
            Plan plan,
            SeriesKey series,
            List<Found> windows,
            List<Incoming.Prediction> came,
            List<Example> examples,
            Map<String, String> reports)
            throws Exception {
        Map<String, Told> told = new TreeMap<>();
        for (Found found : windows) {
            Map<String, Predicate<Incoming.Prediction>> slices = new TreeMap<>();
            slices.put("", any -> true);
            for (int i = 0; i < plan.spec().slices().size(); i++) {
                addSlices(plan, i, found, came, slices);
            }
            for (Map.Entry<String, Predicate<Incoming.Prediction>> slice : slices.entrySet()) {
                Told ofSlice = told.computeIfAbsent(slice.getKey(), any -> new Told());
                ofSlice.end = found.position();
                MetricReport report = report(plan, series, slice.getKey(), slice.getValue(), found, examples, ofSlice);
                reports.put(FinalReports.key(report), FinalReports.text(report));
            }
        }
    }

    /** The slices of a dimension that are in a window: those with the smallest hashes of all it reads, and the rest. */
    private static void addSlices(
            Plan plan,
            int dimension,
            Found found,
            List<Incoming.Prediction> came,
            Map<String, Predicate<Incoming.Prediction>> slices) {
        Function<Incoming.Prediction, String> name =
                prediction -> prediction.slices().get(dimension);
        Set<String> inWindow = new TreeSet<>();
        found.came().forEach(prediction -> inWindow.add(name.apply(prediction)));
        Set<String> read = new TreeSet<>(inWindow);
        for (Span span : plan.metrics().spans()) {
            long[] made = found.made(span);
            if (made != null) {
                inside(made[0], made[1], came).forEach(prediction -> read.add(name.apply(prediction)));
            }
        }
        Set<String> told = read.stream()
                .sorted(Comparator.<String>comparingLong(IdHash::of).thenComparing(Comparator.naturalOrder()))
                .limit(plan.spec().slices().get(dimension).max())
                .collect(Collectors.toSet());
        for (String slice : inWindow) {
            if (told.contains(slice)) {
                slices.put(slice, prediction -> name.apply(prediction).equals(slice));
            } else {
                slices.put(
                        slice.replaceAll("=[^,]*", "=<other>"), prediction -> !told.contains(name.apply(prediction)));
            }
        }
    }

    private MetricReport report(
            Plan plan,
            SeriesKey series,
            String slice,
            Predicate<Incoming.Prediction> isInSlice,
            Found found,
            List<Example> examples,
            Told told) {
        List<Example> ofSlice = examples.stream()
                .filter(example -> isInSlice.test(example.prediction()))
                .toList();
        List<Example> inside = found.examples().stream()
                .filter(example -> isInSlice.test(example.prediction()))
                .toList();
        List<Long> delays = new ArrayList<>();
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
                delays.add(Math.max(
                        0, example.label().labelTime() - example.prediction().eventTime()));
            }
        }
        delays.sort(null);
        MetricReport report = new MetricReport();
        report.setPlan(plan.name());
        report.setPlanVersion(plan.spec().version());
        report.setEffectiveFrom(plan.spec().effectiveFrom());
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
        report.setValues(Reports.values(plan.metrics()
                .compute(span -> state(plan, read(found, span, inside, ofSlice)), told)));
        return report;
    }

    /** The rows that a window means by a span. */
    private static List<Example> read(Found found, Span span, List<Example> inside, List<Example> all) {
        long[] made = found.made(span);
        if (made != null) {
            return within(made[0], made[1], all);
        }
        return span instanceof Span.Trailing ? inside : List.of();
    }

    private State state(Plan plan, List<Example> examples) {
        Batch batch = new Batch(plan.metrics().schema());
        Batch everyPrediction = new Batch(plan.metrics().schema());
        for (Example example : examples) {
            long time = example.prediction().eventTime();
            long hash = IdHash.of(example.prediction().id());
            everyPrediction.append(prediction(plan, example), 1, time, hash);
            if (!example.labels().isEmpty()) {
                Row row = row(plan, example);
                if (plan.metrics().schema().check(row) == null) {
                    batch.append(row, 1, time, hash);
                }
            }
        }
        try (StateTable table = new ArraysDevice()
                .newTable(plan.metrics().layout(), plan.metrics().statistics())) {
            table.add();
            table.update(batch, new int[batch.size()], Population.LABELLED);
            table.update(everyPrediction, new int[everyPrediction.size()], Population.PREDICTIONS);
            return table.read(0).copy();
        }
    }

    /** What the windows of a kind have said so far, in the order of their ends. Each is folded anew. */
    private static final class Told implements History {
        private final Map<String, TreeMap<Long, Double>> values = new LinkedHashMap<>();
        private long end;

        @Override
        public double[] fold(String place, WindowFold fold, double value) {
            TreeMap<Long, Double> byEnd = values.computeIfAbsent(place, any -> new TreeMap<>());
            byEnd.put(end, value);
            double[] accumulated = fold.start();
            for (Map.Entry<Long, Double> window : byEnd.entrySet()) {
                accumulated = fold.next(accumulated, window.getKey(), window.getValue());
            }
            return accumulated;
        }
    }

    private static Row prediction(Plan plan, Example example) {
        Row row = new Row(plan.metrics().schema());
        plan.codec(Input.Side.PREDICTION).decode(example.prediction().payload(), row);
        return row;
    }

    private static Row row(Plan plan, Example example) {
        Row row = prediction(plan, example);
        plan.codec(Input.Side.LABEL).decode(example.label().payload(), row);
        long delay =
                Math.max(0, example.label().labelTime() - example.prediction().eventTime());
        return row.set(Input.LABEL_DELAY, Cell.Numbers.scalar(delay / 1000.0, DataType.FLOAT64));
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
