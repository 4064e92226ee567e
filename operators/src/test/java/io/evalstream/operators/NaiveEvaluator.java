package io.evalstream.operators;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
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
import org.jspecify.annotations.Nullable;

/**
 * What the final reports must be, in the plainest way: everything is kept, and each window goes through all of it. It
 * knows no panes, no timers, no retractions and no merges.
 */
final class NaiveEvaluator {

    private static final Comparator<Incoming.Prediction> EARLIEST = Comparator.comparingLong(
                    Incoming.Prediction::eventTime)
            .thenComparing(Incoming.Prediction::payload, Arrays::compareUnsigned);
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
                        Told told = new Told();
                        for (long end : ends(plan, window, bySeries.get(series))) {
                            MetricReport report = report(plan, series, window, end, ofSeries, told);
                            reports.put(FinalReports.key(report), FinalReports.text(report));
                        }
                    }
                }
            }
            for (ComparisonSpec comparison : plan.spec().comparisons()) {
                addComparison(plan, comparison, examples, ofPlan, reports);
            }
        }
        return reports;
    }

    /** A pair for each id that champion and challenger both predicted, in the windows that the champion predicted in. */
    private void addComparison(
            Plan plan,
            ComparisonSpec comparison,
            List<Example> examples,
            List<Incoming.Prediction> ofPlan,
            Map<String, String> reports)
            throws Exception {
        Plan reported = Objects.requireNonNull(plans.find(plan.name() + "/" + comparison.name()));
        String versions = comparison.champion().version() + " vs "
                + comparison.challenger().version();
        SeriesKey series = SeriesKey.of(reported.name(), comparison.champion().model(), versions, "", "", "", "");
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
        for (WindowSpec window : reported.spec().windows()) {
            Told told = new Told();
            for (long end : ofChampion.isEmpty() ? Set.<Long>of() : ends(reported, window, ofChampion)) {
                MetricReport report = report(reported, series, window, end, pairs, told);
                reports.put(FinalReports.key(report), FinalReports.text(report));
            }
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
        return new RowCodec(reported.metrics().schema(), Input.Side.PREDICTION).encode(row);
    }

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

    /** Ends of the windows that any prediction fell into, whether it won or not. */
    private static Set<Long> ends(Plan plan, WindowSpec window, List<Incoming.Prediction> predictions) {
        long size = window.size().toMillis();
        long step = window.step() == null ? size : window.step().toMillis();
        Set<Long> ends = new TreeSet<>();
        long last = Long.MIN_VALUE;
        for (Incoming.Prediction prediction : predictions) {
            long time = prediction.eventTime();
            long pane = time - Math.floorMod(time, plan.paneSize());
            last = Math.max(last, pane + plan.paneSize());
            for (long end = (time / step - 2) * step; end <= time + size; end += step) {
                if (window.kind() != WindowSpec.Kind.RUNNING && start(window, end) <= time && time < end) {
                    ends.add(end);
                }
            }
        }
        return window.kind() == WindowSpec.Kind.RUNNING ? Set.of(-Math.floorDiv(-last, size) * size) : ends;
    }

    private static long start(WindowSpec window, long end) {
        long size = window.size().toMillis();
        return switch (window.kind()) {
            case TUMBLING, SLIDING -> end - size;
            case CUMULATIVE -> end - 1 - Math.floorMod(end - 1, size);
            case RUNNING -> 0;
        };
    }

    private MetricReport report(
            Plan plan, SeriesKey series, WindowSpec window, long end, List<Example> ofSeries, Told told) {
        long start = start(window, end);
        List<Example> inside = ofSeries.stream()
                .filter(example -> example.prediction().eventTime() < end
                        && (window.kind() == WindowSpec.Kind.RUNNING
                                || example.prediction().eventTime() >= start))
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
        LabelSpec policy = plan.spec().labels();
        boolean running = window.kind() == WindowSpec.Kind.RUNNING;
        long first = end + policy.delay().toMillis();
        long last = running
                ? end
                : Math.max(
                        first,
                        end + policy.horizon().toMillis() + policy.slack().toMillis());
        long step =
                window.step() == null ? window.size().toMillis() : window.step().toMillis();
        long every = policy.reviseEvery() == null ? step : policy.reviseEvery().toMillis();
        long revision = running ? end / step : (last - first + every - 1) / every;

        MetricReport report = new MetricReport();
        report.setPlan(plan.name());
        report.setPlanVersion(1);
        report.setModelId(series.model());
        report.setModelVersion(series.version());
        report.setStage("");
        report.setRunId("");
        report.setDataset("");
        report.setSlice("");
        report.setWindow(new Window(
                window.reportedName(),
                WindowKind.valueOf(window.kind().name()),
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(end),
                window.kind() == WindowSpec.Kind.CUMULATIVE ? (Long) ((end - start) / step) : null));
        report.setRevision((int) revision);
        report.setFinal$(true);
        report.setTick(Instant.ofEpochMilli(last));
        report.setCounts(new Counts(
                (long) inside.size(),
                (long) delays.size(),
                (long) inside.size() - delays.size(),
                duplicates,
                corrections));
        report.setLabelDelayP50(quantile(delays, 0.50));
        report.setLabelDelayP99(quantile(delays, 0.99));
        report.setDevice("arrays");
        told.end = end;
        report.setValues(Reports.values(plan.metrics()
                .compute(span -> state(plan, read(window, start, end, span), ofSeries, running), told)));
        return report;
    }

    /** From when to when the rows of a span were made; null for none. */
    private static long @Nullable [] read(WindowSpec window, long start, long end, Span span) {
        long size = window.size().toMillis();
        if (span instanceof Span.Trailing trailing) {
            return new long[] {start - size * (trailing.windows() - 1), end};
        } else if (window.kind() == WindowSpec.Kind.RUNNING) {
            return null;
        }
        long back = span instanceof Span.Earlier earlier
                ? earlier.by().toMillis()
                : size * ((Span.Previous) span).windows();
        return new long[] {start - back, end - back};
    }

    private State state(Plan plan, long @Nullable [] made, List<Example> ofSeries, boolean sinceEver) {
        Batch batch = new Batch(plan.metrics().schema());
        Batch everyPrediction = new Batch(plan.metrics().schema());
        for (Example example : ofSeries) {
            long time = example.prediction().eventTime();
            if (made == null || time >= made[1] || (!sinceEver && time < made[0])) {
                continue;
            }
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
        new RowCodec(plan.metrics().schema(), Input.Side.PREDICTION)
                .decode(example.prediction().payload(), row);
        return row;
    }

    private Row row(Plan plan, Example example) {
        Row row = prediction(plan, example);
        Row label = new Row(plans.labelSchema());
        new RowCodec(plans.labelSchema(), Input.Side.LABEL)
                .decode(example.label().payload(), label);
        long delay =
                Math.max(0, example.label().labelTime() - example.prediction().eventTime());
        return row.set(Input.TARGET, label.cell(Input.TARGET))
                .set(Input.LABEL_DELAY, Cell.Numbers.scalar(delay / 1000.0, DataType.FLOAT64));
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
