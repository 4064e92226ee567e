package io.evalstream.operators;

import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.StateSerializer;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/** States in Flink's keyed state. */
public final class KeyedStates<K> implements StateMap<K> {

    private final Layout layout;
    private final StateSerializer serializer;
    private final MapState<K, State> states;

    /** States of a layout, under a name that no other states of the operator have. */
    public KeyedStates(String name, TypeSerializer<K> ids, Layout layout, KeyedStateStore keyed) {
        this.layout = layout;
        serializer = new StateSerializer(layout);
        states = keyed.getMapState(new MapStateDescriptor<>(name, ids, serializer));
    }

    Layout layout() {
        return layout;
    }

    @Override
    public @Nullable State get(K id) throws Exception {
        State state = states.get(id);
        return state == null ? null : serializer.asCurrent(state);
    }

    @Override
    public @Nullable State glance(K id) throws Exception {
        return get(id);
    }

    @Override
    public void merge(K id, byte[] other) throws Exception {
        State state = getOrNew(id);
        state.mergeBytes(other);
        states.put(id, state);
    }

    @Override
    public void merge(K id, State other) throws Exception {
        State state = getOrNew(id);
        state.merge(other);
        states.put(id, state);
    }

    private State getOrNew(K id) throws Exception {
        State kept = get(id);
        return kept == null ? layout.newState() : kept;
    }

    @Override
    public void mergeFrom(K id, K other) throws Exception {
        State state = get(other);
        if (state != null) {
            merge(id, state);
        }
    }

    @Override
    public @Nullable State sum(Collection<K> ids) throws Exception {
        State sum = null;
        for (K id : ids) {
            State state = get(id);
            if (state != null) {
                sum = sum == null ? layout.newState() : sum;
                sum.merge(state);
            }
        }
        return sum;
    }

    @Override
    public <G extends Comparable<G>> Map<G, State> sums(Function<K, @Nullable G> group) throws Exception {
        Map<G, State> sums = new TreeMap<>();
        for (Map.Entry<K, State> entry : states.entries()) {
            G of = group.apply(entry.getKey());
            if (of != null) {
                sums.computeIfAbsent(of, any -> layout.newState()).merge(serializer.asCurrent(entry.getValue()));
            }
        }
        return sums;
    }

    @Override
    public Iterable<K> ids() throws Exception {
        return states.keys();
    }

    /** Keeps a state in place of what was kept under an id. It must not change thereafter. */
    void put(K id, State state) throws Exception {
        states.put(id, state);
    }

    @Override
    public void remove(K id) throws Exception {
        states.remove(id);
    }

    @Override
    public void clear() {
        states.clear();
    }
}
