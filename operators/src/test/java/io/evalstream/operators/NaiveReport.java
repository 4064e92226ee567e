package io.evalstream.operators;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Counts;
import io.evalstream.schemas.MetricReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The final report of a window, computed from its rows at once. */
final class NaiveReport {

    private NaiveReport() {}

    static MetricReport of(
            Plan plan,
            SeriesKey series,
            String slice,
            Predicate<Incoming.Prediction> isInSlice,
            NaiveWindow found,
            List<NaiveExample> examples,
            Told told) {
        List<NaiveExample> ofSlice = examples.stream()
                .filter(example -> isInSlice.test(example.prediction()))
                .toList();
        List<NaiveExample> inside = found.examples().stream()
                .filter(example -> isInSlice.test(example.prediction()))
                .toList();
        List<Long> delays = new ArrayList<>();
        long duplicates = 0;
        long corrections = 0;
        for (NaiveExample example : inside) {
            if (example.labels().isEmpty()) {
                continue;
            }
            duplicates += example.labels().size() - example.distinctValues();
            corrections += example.distinctValues() - 1;
            Row row = example.row(plan);
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
        report.setDevice(Pipeline.DEVICE.asked());
        report.setValues(Reports.values(plan.metrics()
                .compute(span -> state(plan, read(found, span, inside, ofSlice)), told)));
        return report;
    }

    /** The rows that a window means by a span. */
    private static List<NaiveExample> read(
            NaiveWindow found, Span span, List<NaiveExample> inside, List<NaiveExample> all) {
        long[] made = found.made(span);
        if (made != null) {
            return NaiveWindows.within(made[0], made[1], all);
        }
        return span instanceof Span.Trailing ? inside : List.of();
    }

    private static State state(Plan plan, List<NaiveExample> examples) {
        Batch batch = new Batch(plan.metrics().schema());
        Batch everyPrediction = new Batch(plan.metrics().schema());
        for (NaiveExample example : examples) {
            long time = example.prediction().eventTime();
            long hash = IdHash.of(example.prediction().id());
            everyPrediction.append(example.predicted(plan), 1, time, hash);
            if (!example.labels().isEmpty()) {
                Row row = example.row(plan);
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
    static final class Told implements History {
        private final Map<String, TreeMap<Long, Double>> values = new LinkedHashMap<>();
        private long end;

        /** From here on the window that stands at this place is told. */
        void at(long position) {
            end = position;
        }

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
