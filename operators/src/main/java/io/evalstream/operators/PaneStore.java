package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.Stretch;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.StateSerializer;
import io.evalstream.operators.stream.WindowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of one plan's series: a state for each pane and slice, those that windows have taken over from panes,
 * and what is known of each open window.
 */
final class PaneStore {

    /** A window of more panes than this goes through those that are there, instead of looking each one up. */
    private static final long MOST_LOOKUPS = 128;

    private final Plan plan;
    private final SliceCap cap;
    private final StateSerializer serializer;
    private final MapState<PaneId, State> panes;
    /** The slices of each pane that has any, besides that of all rows. */
    private final MapState<Long, List<String>> slices;

    private final MapState<WindowId, OpenWindow> open;
    /** End of the last pane that a kind of window has taken over. */
    private final MapState<String, Long> takenUntil;

    PaneStore(Plan plan, KeyedStateStore states) {
        this.plan = plan;
        cap = new SliceCap(plan.spec());
        serializer = new StateSerializer(plan.layout());
        // The plan's name is part of the state's: each plan has a layout of its own.
        panes = states.getMapState(
                new MapStateDescriptor<>("panes/" + plan.name(), new Serializers.PaneIdSerializer(), serializer));
        slices = states.getMapState(new MapStateDescriptor<>(
                "slices/" + plan.name(), LongSerializer.INSTANCE, new ListSerializer<>(StringSerializer.INSTANCE)));
        takenUntil = states.getMapState(
                new MapStateDescriptor<>("taken/" + plan.name(), StringSerializer.INSTANCE, LongSerializer.INSTANCE));
        open = states.getMapState(new MapStateDescriptor<>(
                "windows/" + plan.name(), new Serializers.WindowIdSerializer(), new OpenWindow.Serializer()));
    }

    Plan plan() {
        return plan;
    }

    SliceCap cap() {
        return cap;
    }

    /**
     * Merges the bytes of a partial state into a pane.
     *
     * @return the slices that it changed; more than one where a slice is no longer told apart
     */
    Set<String> merge(long pane, String slice, byte[] partial) throws Exception {
        List<String> before = slicesOf(pane);
        if (slice.equals(Slices.ALL) || before.contains(slice)) {
            merge(PaneId.shared(pane, slice), partial);
            return Set.of(slice);
        }
        Set<String> named = new TreeSet<>(before);
        named.add(slice);
        Set<String> excess = cap.excess(named);
        named.removeAll(excess);
        Set<String> changed = new TreeSet<>();
        if (!excess.contains(slice)) {
            merge(PaneId.shared(pane, slice), partial);
            changed.add(slice);
        }
        for (String one : excess) {
            String other = SliceCap.other(one);
            PaneId id = PaneId.shared(pane, one);
            State kept = get(id);
            if (kept != null) {
                mergeInto(PaneId.shared(pane, other), kept);
                panes.remove(id);
            }
            if (one.equals(slice)) {
                merge(PaneId.shared(pane, other), partial);
            }
            named.add(other);
            changed.add(other);
        }
        if (!named.equals(new TreeSet<>(before))) {
            slices.put(pane, new ArrayList<>(named));
        }
        return changed;
    }

    private void merge(PaneId id, byte[] partial) throws Exception {
        State kept = get(id);
        State state = kept == null ? plan.layout().newState() : kept;
        state.mergeBytes(partial);
        panes.put(id, state);
    }

    /** Merges a state into what is kept under an id. */
    void mergeInto(PaneId id, State other) throws Exception {
        State kept = get(id);
        State state = kept == null ? plan.layout().newState() : kept;
        state.merge(other);
        panes.put(id, state);
    }

    /** What is kept under an id, or null. */
    @Nullable
    State get(PaneId id) throws Exception {
        State state = panes.get(id);
        return state == null ? null : serializer.asCurrent(state);
    }

    /** The slices of a pane, besides that of all rows. */
    List<String> slicesOf(long pane) throws Exception {
        List<String> found = slices.get(pane);
        return found == null ? List.of() : found;
    }

    /** What a pane holds, by slice; empty where there is none. */
    Map<String, State> pane(long pane) throws Exception {
        Map<String, State> states = new TreeMap<>();
        State all = get(PaneId.shared(pane, Slices.ALL));
        if (all != null) {
            states.put(Slices.ALL, all);
            for (String slice : slicesOf(pane)) {
                State state = get(PaneId.shared(pane, slice));
                if (state != null) {
                    states.put(slice, state);
                }
            }
        }
        return states;
    }

    /** Adds the panes of a stretch to states by slice. */
    void addPanes(Map<String, State> union, Stretch stretch) throws Exception {
        long first = plan.paneOf(stretch.start());
        if ((stretch.end() - first) / plan.paneSize() > MOST_LOOKUPS) {
            addPanesBetween(union, first, stretch.end());
            return;
        }
        for (long pane = first; pane < stretch.end(); pane += plan.paneSize()) {
            add(union, pane(pane));
        }
    }

    /** Adds all shared panes that begin no earlier than one time and before another, going through all there are. */
    void addPanesBetween(Map<String, State> union, long from, long to) throws Exception {
        for (Map.Entry<PaneId, State> entry : panes.entries()) {
            PaneId id = entry.getKey();
            if (id.keeper().isEmpty() && id.pane() >= from && id.pane() < to) {
                add(union, Map.of(id.slice(), serializer.asCurrent(entry.getValue())));
            }
        }
    }

    /** Adds what a kind of window keeps for itself. */
    void addKept(Map<String, State> union, String keeper) throws Exception {
        for (PaneId id : kept(keeper)) {
            State state = get(id);
            if (state != null) {
                add(union, Map.of(id.slice(), state));
            }
        }
    }

    /** Merges what a pane holds into what a kind of window keeps for itself. */
    void takeOver(String keeper, long pane) throws Exception {
        Long until = takenUntil.get(keeper);
        takenUntil.put(keeper, Math.max(until == null ? Long.MIN_VALUE : until, pane + plan.paneSize()));
        for (Map.Entry<String, State> entry : pane(pane).entrySet()) {
            mergeInto(new PaneId(keeper, 0, entry.getKey()), entry.getValue());
        }
        if (!cap.isEmpty()) {
            for (String one :
                    cap.excess(kept(keeper).stream().map(PaneId::slice).toList())) {
                PaneId id = new PaneId(keeper, 0, one);
                mergeInto(new PaneId(keeper, 0, SliceCap.other(one)), Objects.requireNonNull(get(id)));
                panes.remove(id);
            }
        }
    }

    /** Under which ids a kind of window keeps states for itself. */
    private List<PaneId> kept(String keeper) throws Exception {
        List<PaneId> ids = new ArrayList<>();
        for (PaneId id : panes.keys()) {
            if (id.keeper().equals(keeper)) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** End of the last pane, those among them that a kind of window has taken over. */
    long lastPaneEnd(String keeper) throws Exception {
        Long last = takenUntil.get(keeper);
        long end = last == null ? Long.MIN_VALUE : last;
        for (PaneId id : panes.keys()) {
            end = id.keeper().isEmpty() ? Math.max(end, id.pane() + plan.paneSize()) : end;
        }
        return end;
    }

    /** Forgets what a kind of window keeps for itself. */
    void dropKept(String keeper) throws Exception {
        for (PaneId id : kept(keeper)) {
            panes.remove(id);
        }
        takenUntil.remove(keeper);
    }

    /** Forgets a pane. */
    void drop(long pane) throws Exception {
        for (String slice : slicesOf(pane)) {
            panes.remove(PaneId.shared(pane, slice));
        }
        panes.remove(PaneId.shared(pane, Slices.ALL));
        slices.remove(pane);
    }

    /** What is known of a window; null where it never changed, or is final. */
    @Nullable
    OpenWindow window(WindowId id) throws Exception {
        return open.get(id);
    }

    void put(WindowId id, OpenWindow window) throws Exception {
        open.put(id, window);
    }

    void forget(WindowId id) throws Exception {
        open.remove(id);
    }

    private void add(Map<String, State> union, Map<String, State> states) {
        states.forEach((slice, state) ->
                union.computeIfAbsent(slice, any -> plan.layout().newState()).merge(state));
    }
}
