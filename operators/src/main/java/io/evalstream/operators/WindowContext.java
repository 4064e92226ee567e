package io.evalstream.operators;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.alerts.AlertRules;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.WindowId;
import io.evalstream.schemas.MetricReport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final WindowHistory history;
    private final AlertRules alerts;
    private final InternalTimerService<WindowId> timers;
    private final LongSupplier watermark;
    private final LongSupplier end;
    private final KeyContext keys;
    private final Tally tally;
    private final Consumer<MetricReport> out;

    WindowContext(
            PaneStore store,
            Reports reports,
            WindowHistory history,
            AlertRules alerts,
            InternalTimerService<WindowId> timers,
            LongSupplier watermark,
            LongSupplier end,
            KeyContext keys,
            Tally tally,
            Consumer<MetricReport> out) {
        this.store = store;
        this.reports = reports;
        this.history = history;
        this.alerts = alerts;
        this.timers = timers;
        this.watermark = watermark;
        this.end = end;
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

    /**
     * When the plan has no open windows any more: those without an end of their own end here.
     * {@link Long#MAX_VALUE} as long as the plan has no end.
     */
    long end() {
        return end.getAsLong();
    }

    /** Forgets all that the plan has kept of the series. */
    void clear() throws Exception {
        store.clear();
        history.clear();
        alerts.clear();
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
     * @param position where the window stands among those of its name, for metrics that fold what windows said
     * @param states the states by slice of each span that the metrics read
     * @return by slice the positions of later windows that have changed with this one
     */
    Map<String, List<Long>> report(Tick tick, long position, OpenWindow window, Map<Span, Map<String, State>> states)
            throws Exception {
        Set<String> changed = tellApart(states, window.changed());
        Map<String, State> own = Objects.requireNonNull(states.get(Span.window()));
        Map<String, List<Long>> later = new HashMap<>();
        for (String slice : own.keySet()) {
            if (tick.isLast() || changed.contains(slice)) {
                WindowHistory.Report told = history.report(tick.window().getName(), slice, position);
                emit(tick, position, slice, states, told);
                later.put(slice, told.close(tick.isLast()));
            }
        }
        for (String slice : leave(window, own.keySet())) {
            withdraw(tick, position, slice);
        }
        window.changed().clear();
        return later;
    }

    /** Reports a window before which there was no other. */
    void reportAlone(Tick tick, OpenWindow window, Map<String, State> own) throws Exception {
        Map<Span, Map<String, State>> states = alone(own);
        tellApart(states, Set.of());
        for (String slice : own.keySet()) {
            emit(tick, tick.time(), slice, states, History.alone(tick.time()));
        }
        for (String slice : leave(window, own.keySet())) {
            emitWithdrawn(tick, tick.time(), slice);
        }
    }

    private void emit(Tick tick, long position, String slice, Map<Span, Map<String, State>> states, History told)
            throws Exception {
        Map<Span, State> ofSlice = new HashMap<>();
        states.forEach((span, bySlice) ->
                ofSlice.put(span, Objects.requireNonNullElseGet(bySlice.get(slice), plan().layout()::newState)));
        Map<String, Value> values = reports.compute(tick, ofSlice, told);
        MetricReport report = reports.of(series(), slice, tick, ofSlice, values);
        out.accept(report);
        alerts.heard(report, position, values, ofSlice);
    }

    private void emitWithdrawn(Tick tick, long position, String slice) throws Exception {
        MetricReport report = reports.withdrawn(series(), slice, tick);
        out.accept(report);
        alerts.withdrawn(report, position);
    }

    /** Notes which slices a window has reported. Returns those that it reported before and does not any more. */
    private static Set<String> leave(OpenWindow window, Set<String> now) {
        Set<String> left = new LinkedHashSet<>(window.reported());
        left.removeAll(now);
        window.reported().clear();
        window.reported().addAll(now);
        return left;
    }

    /** Withdraws all that was reported of a window. */
    void withdraw(Tick tick, long position, OpenWindow window) throws Exception {
        for (String slice : window.reported()) {
            withdraw(tick, position, slice);
        }
    }

    private void withdraw(Tick tick, long position, String slice) throws Exception {
        history.withdraw(tick.window().getName(), slice, position);
        emitWithdrawn(tick, position, slice);
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
}
