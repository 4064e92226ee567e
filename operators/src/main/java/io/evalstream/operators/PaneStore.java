package io.evalstream.operators;

import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Stretch;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.StateSerializer;
import io.evalstream.operators.stream.WindowId;
import java.util.Map;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of one plan's series: a state for each pane, whether each open window has changed since its last
 * report, and, under a key of its own, all panes that a running window has sealed.
 */
final class PaneStore {

    /** Stands for all sealed panes; no pane starts here. */
    private static final long SEALED = Long.MIN_VALUE;

    private final Plan plan;
    private final Reports reports;
    private final WindowHistory history;
    private final boolean hasRunning;
    private final StateSerializer serializer;
    private final MapState<Long, State> panes;
    private final MapState<WindowId, Boolean> changed;
    private final ValueState<Long> sealedEnd;

    PaneStore(Plan plan, String device, KeyedStateStore states) {
        this.plan = plan;
        reports = new Reports(plan, device);
        history = new WindowHistory(plan, states);
        hasRunning = plan.hasRunningWindow();
        serializer = new StateSerializer(plan.layout());
        // The plan's name is part of the state's: each plan has a layout of its own.
        panes = states.getMapState(
                new MapStateDescriptor<>("panes/" + plan.name(), LongSerializer.INSTANCE, serializer));
        changed = states.getMapState(new MapStateDescriptor<>(
                "changed/" + plan.name(), new Serializers.WindowIdSerializer(), BooleanSerializer.INSTANCE));
        sealedEnd = states.getState(new ValueStateDescriptor<>("sealed/" + plan.name(), LongSerializer.INSTANCE));
    }

    Plan plan() {
        return plan;
    }

    Reports reports() {
        return reports;
    }

    WindowHistory history() {
        return history;
    }

    /** Merges the bytes of a partial state into a pane. */
    void merge(long pane, byte[] partial) throws Exception {
        State kept = pane(pane);
        State state = kept == null ? plan.layout().newState() : kept;
        state.mergeBytes(partial);
        panes.put(pane, state);
    }

    /** Marks a window as changed. Returns false where it was marked already. */
    boolean markChanged(WindowId id) throws Exception {
        if (isChanged(id)) {
            return false;
        }
        changed.put(id, true);
        return true;
    }

    /** Whether a window was ever changed and is not final yet. */
    boolean isOpen(WindowId id) throws Exception {
        return changed.contains(id);
    }

    boolean isChanged(WindowId id) throws Exception {
        return Boolean.TRUE.equals(changed.get(id));
    }

    void markReported(WindowId id) throws Exception {
        changed.put(id, false);
    }

    void forget(WindowId id) throws Exception {
        changed.remove(id);
    }

    /** The union of the panes that a window reads through a span; empty where there is no such stretch. */
    State union(WindowSpec window, long end, Span span) throws Exception {
        State union = plan.layout().newState();
        Stretch stretch = window.stretch(end, span);
        if (stretch == null) {
            return union;
        }
        for (long pane = stretch.start(); pane < stretch.end(); pane += plan.paneSize()) {
            State state = pane(pane);
            if (state != null) {
                union.merge(state);
            }
        }
        return union;
    }

    /** The union of all panes that end no later than this, sealed ones among them. */
    State unionUntil(long end) throws Exception {
        State union = plan.layout().newState();
        for (Map.Entry<Long, State> pane : panes.entries()) {
            if (pane.getKey() == SEALED || pane.getKey() + plan.paneSize() <= end) {
                union.merge(serializer.asCurrent(pane.getValue()));
            }
        }
        return union;
    }

    /** End of the last pane, sealed ones among them. */
    long lastPaneEnd() throws Exception {
        Long sealed = sealedEnd.value();
        long last = sealed == null ? Long.MIN_VALUE : sealed;
        for (long pane : panes.keys()) {
            last = pane == SEALED ? last : Math.max(last, pane + plan.paneSize());
        }
        return last;
    }

    /** Drops a pane that cannot change any more, once a running window has taken it over. */
    void seal(long pane) throws Exception {
        State state = pane(pane);
        if (state == null) {
            return;
        }
        if (hasRunning) {
            State kept = pane(SEALED);
            State sealed = kept == null ? plan.layout().newState() : kept;
            sealed.merge(state);
            panes.put(SEALED, sealed);
            sealedEnd.update(lastPaneEnd());
        }
        panes.remove(pane);
    }

    private @Nullable State pane(long pane) throws Exception {
        State state = panes.get(pane);
        return state == null ? null : serializer.asCurrent(state);
    }
}
