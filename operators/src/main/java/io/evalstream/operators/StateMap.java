package io.evalstream.operators;

import io.evalstream.metrics.state.State;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** States of one plan by id, those of the series that is the current key. */
public interface StateMap<K> {

    /** What is kept under an id, or null. */
    @Nullable
    State get(K id) throws Exception;

    /**
     * What is kept under an id, or null, at least in the slots that are not wide: extrema, and counts of rows. For readings
     * that would be dear if all came over from where the state lies.
     */
    @Nullable
    State glance(K id) throws Exception;

    /** Merges the bytes of a state into what is kept under an id. */
    void merge(K id, byte[] other) throws Exception;

    /** Merges a state into what is kept under an id. */
    void merge(K id, State other) throws Exception;

    /** Merges what is kept under another id, if anything, into what is kept under an id. */
    void mergeFrom(K id, K other) throws Exception;

    /** The sum of what is kept under some ids, a state of the caller's own; null where nothing is. */
    @Nullable
    State sum(Collection<K> ids) throws Exception;

    /** The sums of all that is kept, by group, states of the caller's own; what has no group is left out. */
    <G extends Comparable<G>> Map<G, State> sums(Function<K, @Nullable G> group) throws Exception;

    /** All ids; nothing may change while they are gone through. */
    Iterable<K> ids() throws Exception;

    void remove(K id) throws Exception;

    /** Forgets all states of the series. */
    void clear() throws Exception;

    /** Adds a state of the caller's own to that of a group: it becomes the group's where there is none yet. */
    static <G> void add(Map<G, State> sums, G group, State own) {
        State known = sums.putIfAbsent(group, own);
        if (known != null) {
            known.merge(own);
        }
    }
}
