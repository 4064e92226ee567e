package io.evalstream.metrics.golden;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A case whose metric reads or folds several windows, where each batch is a window: what {@code forward} gives of each,
 * what {@code compute} gives after each {@code update} of another object, and what it gives at the end of the first.
 *
 * <p>A metric that folds the values of windows is asked for windows of one batch by {@code forward}, and for windows that
 * grow by a batch by {@code compute}. A metric of the last windows is given the last batches.
 */
final class WindowedCase {

    private static final Set<String> RUNNING = Set.of("Running", "RunningMean", "RunningSum");

    private final MetricSet set;
    private final List<State> parts;
    private final GoldenCase golden;
    private final List<Value> reports = new ArrayList<>();
    private final List<Value> afterEach = new ArrayList<>();

    WindowedCase(MetricSet set, List<State> parts, GoldenCase golden) {
        this.set = set;
        this.parts = parts;
        this.golden = golden;
        Told ofSteps = new Told();
        Told ofGrowing = new Told();
        boolean running = isRunning(golden.metric());
        for (int i = 0; i < parts.size(); i++) {
            int last = i;
            reports.add(compute(span -> last(span, last, 1), ofSteps));
            afterEach.add(compute(
                    span -> span.equals(Span.window()) && !running ? union(0, last) : last(span, last, parts.size()),
                    ofGrowing));
        }
    }

    /** True where even one window is not all there was so far. */
    static boolean isRunning(String metric) {
        return RUNNING.contains(metric);
    }

    /** What {@code forward} gives of each batch. */
    List<Value> steps() {
        return golden.isTracker() ? values() : reports;
    }

    List<Value> afterEach() {
        return afterEach;
    }

    Value merged() {
        int last = parts.size() - 1;
        if (golden.isTracker()) {
            Map<String, Value> all = new LinkedHashMap<>(((Value.Named) reports.get(last)).values());
            all.keySet().retainAll(Set.of("best", "best_step"));
            all.put("all", listed(values()));
            return new Value.Named(all);
        }
        // What TorchMetrics folds keeps only the last batch through a forward.
        return set.foldsWindows() ? reports.get(last) : afterEach.get(last);
    }

    /** A tracker's own values. */
    private List<Value> values() {
        return reports.stream()
                .map(report ->
                        Objects.requireNonNull(((Value.Named) report).values().get("value")))
                .toList();
    }

    private static Value listed(List<Value> values) {
        if (values.get(0) instanceof Value.Named first) {
            Map<String, Value> named = new LinkedHashMap<>();
            for (String name : first.values().keySet()) {
                named.put(
                        name,
                        listed(values.stream()
                                .map(value -> Objects.requireNonNull(
                                        ((Value.Named) value).values().get(name)))
                                .toList()));
            }
            return new Value.Named(named);
        }
        return Value.vector(values.stream()
                .mapToDouble(value -> value instanceof Value.Scalar scalar ? scalar.value() : Double.NaN)
                .toArray());
    }

    private Value compute(java.util.function.Function<Span, State> states, Told told) {
        told.windows++;
        return set.compute(states, told).values().iterator().next();
    }

    /** The rows of a span that ends with a batch, where so many batches came up to it. */
    private State last(Span span, int end, int known) {
        if (span instanceof Span.Trailing trailing) {
            return union(Math.max(end + 1 - Math.min(known, trailing.windows()), 0), end);
        } else if (span instanceof Span.Previous previous && end >= previous.windows() && known > previous.windows()) {
            return union(end - previous.windows(), end - previous.windows());
        }
        return set.layout().newState();
    }

    private State union(int first, int last) {
        State union = set.layout().newState();
        parts.subList(first, last + 1).forEach(union::merge);
        return union;
    }

    /** All values, folded anew each time. */
    private static final class Told implements History {
        private final Map<String, List<Double>> values = new HashMap<>();
        private int windows;

        @Override
        public double[] fold(String place, WindowFold fold, double value) {
            List<Double> all = values.computeIfAbsent(place, any -> new ArrayList<>());
            all.add(value);
            double[] accumulated = fold.start();
            for (int i = 0; i < all.size(); i++) {
                accumulated = fold.next(accumulated, windows - all.size() + i, all.get(i));
            }
            return accumulated;
        }
    }
}
