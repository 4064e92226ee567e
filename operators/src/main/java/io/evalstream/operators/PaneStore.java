package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.Stretch;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.WindowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private final StateMap<PaneId> panes;
    /** The slices of each pane that has any, besides that of all rows. */
    private final MapState<Long, List<String>> slices;

    private final MapState<WindowId, OpenWindow> open;
    /** End of the last pane that a kind of window has taken over. */
    private final MapState<String, Long> takenUntil;

    /**
     * The store of a plan.
     *
     * @param panes its states, as {@link #panes} keeps them or in a cache over that
     */
    PaneStore(Plan plan, KeyedStateStore states, StateMap<PaneId> panes) {
        this.plan = plan;
        this.panes = panes;
        cap = new SliceCap(plan.spec());
        slices = states.getMapState(new MapStateDescriptor<>(
                "slices/" + plan.id(), LongSerializer.INSTANCE, new ListSerializer<>(StringSerializer.INSTANCE)));
        takenUntil = states.getMapState(
                new MapStateDescriptor<>("taken/" + plan.id(), StringSerializer.INSTANCE, LongSerializer.INSTANCE));
        open = states.getMapState(new MapStateDescriptor<>(
                "windows/" + plan.id(), new Serializers.WindowIdSerializer(), new OpenWindow.Serializer()));
    }

    /** The states of a plan's panes in keyed state. The plan's id is part of the name: each plan has a layout of its own. */
    static KeyedStates<PaneId> panes(Plan plan, KeyedStateStore states) {
        return new KeyedStates<>("panes/" + plan.id(), new Serializers.PaneIdSerializer(), plan.layout(), states);
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
            panes.merge(PaneId.shared(pane, slice), partial);
            return Set.of(slice);
        }
        Set<String> named = new TreeSet<>(before);
        named.add(slice);
        Set<String> excess = cap.excess(named);
        named.removeAll(excess);
        Set<String> changed = new TreeSet<>();
        if (!excess.contains(slice)) {
            panes.merge(PaneId.shared(pane, slice), partial);
            changed.add(slice);
        }
        for (String one : excess) {
            String other = SliceCap.other(one);
            PaneId id = PaneId.shared(pane, one);
            panes.mergeFrom(PaneId.shared(pane, other), id);
            panes.remove(id);
            if (one.equals(slice)) {
                panes.merge(PaneId.shared(pane, other), partial);
            }
            named.add(other);
            changed.add(other);
        }
        if (!named.equals(new TreeSet<>(before))) {
            slices.put(pane, new ArrayList<>(named));
        }
        return changed;
    }

    /** Merges a state into what is kept under an id. */
    void mergeInto(PaneId id, State other) throws Exception {
        panes.merge(id, other);
    }

    /** What is kept under an id, or null, at least in slots that are not wide. */
    @Nullable
    State glance(PaneId id) throws Exception {
        return panes.glance(id);
    }

    /** The slices of a pane, besides that of all rows. */
    List<String> slicesOf(long pane) throws Exception {
        List<String> found = slices.get(pane);
        return found == null ? List.of() : found;
    }

    /** Adds the panes of a stretch to states by slice. */
    void addPanes(Map<String, State> union, Stretch stretch) throws Exception {
        long first = plan.paneOf(stretch.start());
        if ((stretch.end() - first) / plan.paneSize() > MOST_LOOKUPS) {
            addPanesBetween(union, first, stretch.end());
            return;
        }
        Map<String, List<PaneId>> bySlice = new TreeMap<>();
        for (long pane = first; pane < stretch.end(); pane += plan.paneSize()) {
            for (PaneId id : ofPane(pane)) {
                bySlice.computeIfAbsent(id.slice(), any -> new ArrayList<>()).add(id);
            }
        }
        for (Map.Entry<String, List<PaneId>> ofSlice : bySlice.entrySet()) {
            State sum = panes.sum(ofSlice.getValue());
            if (sum != null) {
                StateMap.add(union, ofSlice.getKey(), sum);
            }
        }
    }

    /** Adds all shared panes that begin no earlier than one time and before another, going through all there are. */
    void addPanesBetween(Map<String, State> union, long from, long to) throws Exception {
        add(union, panes.sums(id -> id.keeper().isEmpty() && id.pane() >= from && id.pane() < to ? id.slice() : null));
    }

    /** Adds what a kind of window keeps for itself. */
    void addKept(Map<String, State> union, String keeper) throws Exception {
        add(union, panes.sums(id -> id.keeper().equals(keeper) ? id.slice() : null));
    }

    /** Merges what a pane holds into what a kind of window keeps for itself. */
    void takeOver(String keeper, long pane) throws Exception {
        Long until = takenUntil.get(keeper);
        takenUntil.put(keeper, Math.max(until == null ? Long.MIN_VALUE : until, pane + plan.paneSize()));
        for (PaneId id : ofPane(pane)) {
            panes.mergeFrom(new PaneId(keeper, 0, id.slice()), id);
        }
        if (!cap.isEmpty()) {
            for (String one : cap.excess(keptSlices(keeper))) {
                PaneId id = new PaneId(keeper, 0, one);
                panes.mergeFrom(new PaneId(keeper, 0, SliceCap.other(one)), id);
                panes.remove(id);
            }
        }
    }

    /** The slices of which a kind of window keeps states for itself. */
    Set<String> keptSlices(String keeper) throws Exception {
        Set<String> slices = new TreeSet<>();
        kept(keeper).forEach(id -> slices.add(id.slice()));
        return slices;
    }

    /** Under which ids a kind of window keeps states for itself. */
    private List<PaneId> kept(String keeper) throws Exception {
        List<PaneId> ids = new ArrayList<>();
        for (PaneId id : panes.ids()) {
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
        for (PaneId id : panes.ids()) {
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
        for (PaneId id : ofPane(pane)) {
            panes.remove(id);
        }
        slices.remove(pane);
    }

    /** The ids of a pane's states, of all rows and of each slice. */
    private List<PaneId> ofPane(long pane) throws Exception {
        List<PaneId> ids = new ArrayList<>();
        ids.add(PaneId.shared(pane, Slices.ALL));
        for (String slice : slicesOf(pane)) {
            ids.add(PaneId.shared(pane, slice));
        }
        return ids;
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

    /** Forgets all that is left of the series. */
    void clear() throws Exception {
        panes.clear();
        slices.clear();
        takenUntil.clear();
        open.clear();
    }

    /** Adds sums, which nobody else has. */
    private static void add(Map<String, State> union, Map<String, State> sums) {
        sums.forEach((slice, sum) -> StateMap.add(union, slice, sum));
    }
}
