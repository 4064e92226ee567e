package io.evalstream.operators;

import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.WindowId;
import io.evalstream.schemas.MetricReport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.KeyContext;

/** What the kinds of windows of a plan share: state, timers, event time, and the way out. */
final class WindowContext {

    private final PaneStore store;
    private final Reports reports;
    private final InternalTimerService<WindowId> timers;
    private final LongSupplier watermark;
    private final KeyContext keys;
    private final Tally tally;
    private final Consumer<MetricReport> out;

    WindowContext(
            PaneStore store,
            Reports reports,
            InternalTimerService<WindowId> timers,
            LongSupplier watermark,
            KeyContext keys,
            Tally tally,
            Consumer<MetricReport> out) {
        this.store = store;
        this.reports = reports;
        this.timers = timers;
        this.watermark = watermark;
        this.keys = keys;
        this.tally = tally;
        this.out = out;
    }

    Plan plan() {
        return store.plan();
    }

    PaneStore store() {
        return store;
    }

    long watermark() {
        return watermark.getAsLong();
    }

    void timer(WindowId id, long time) {
        timers.registerEventTimeTimer(id, time);
    }

    void count(String name) {
        tally.count(plan().name(), name);
    }

    /**
     * Reports the slices of a window that have changed, all of them at its last tick, and withdraws those that are no
     * longer told apart.
     *
     * @param states the states by slice of each span that the metrics read
     */
    void report(Tick tick, OpenWindow window, Map<Span, Map<String, State>> states) {
        Set<String> changed = tellApart(states, window.changed());
        Map<String, State> own = Objects.requireNonNull(states.get(Span.window()));
        for (String slice : own.keySet()) {
            if (tick.isLast() || changed.contains(slice)) {
                Map<Span, State> ofSlice = new HashMap<>();
                states.forEach((span, bySlice) -> {
                    State state = bySlice.get(slice);
                    ofSlice.put(span, state == null ? plan().layout().newState() : state);
                });
                out.accept(reports.of(series(), slice, tick, ofSlice));
            }
        }
        for (String slice : window.reported()) {
            if (!own.containsKey(slice)) {
                out.accept(reports.withdrawn(series(), slice, tick));
            }
        }
        window.reported().clear();
        window.reported().addAll(own.keySet());
        window.changed().clear();
    }

    /** Withdraws all that was reported of a window. */
    void withdraw(Tick tick, OpenWindow window) {
        window.reported().forEach(slice -> out.accept(reports.withdrawn(series(), slice, tick)));
    }

    /** Merges the slices that the window does not tell apart, in all spans alike. Returns the changed slices. */
    private Set<String> tellApart(Map<Span, Map<String, State>> states, Set<String> changed) {
        Set<String> after = new HashSet<>(changed);
        if (!store.cap().isEmpty()) {
            Set<String> named = new HashSet<>();
            states.values().forEach(bySlice -> named.addAll(bySlice.keySet()));
            for (String one : store.cap().excess(named)) {
                String other = SliceCap.other(one);
                if (after.remove(one)) {
                    after.add(other);
                }
                for (Map<String, State> bySlice : states.values()) {
                    State state = bySlice.remove(one);
                    if (state != null) {
                        bySlice.computeIfAbsent(other, any -> plan().layout().newState())
                                .merge(state);
                    }
                }
            }
        }
        return after;
    }

    /** States of windows that no other goes before: the window's own rows, and nothing in the spans before. */
    Map<Span, Map<String, State>> alone(Map<String, State> own) {
        Map<Span, Map<String, State>> states = new LinkedHashMap<>();
        for (Span span : plan().metrics().spans()) {
            states.put(span, span instanceof Span.Trailing ? own : new TreeMap<>());
        }
        states.put(Span.window(), own);
        return states;
    }

    private SeriesKey series() {
        return (SeriesKey) keys.getCurrentKey();
    }

    /** The slice of all rows alone. */
    static State all(Map<String, State> bySlice) {
        return Objects.requireNonNull(bySlice.get(Slices.ALL));
    }
}
