package io.evalstream.operators;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;

/**
 * The keyed state of the join: what lies under each id of a bucket, and when each id is looked at again. Ids that are due
 * in one stretch of time stand in one list, under one timer.
 */
final class OpenIds {

    private static final long SHORTEST_STRETCH = 1_000;
    private static final int STRETCHES_PER_RETENTION = 64;

    private final AbstractStreamOperator<?> operator;
    private final InternalTimerService<Long> timers;
    private final MapState<String, JoinEntry> entries;
    private final ListStateDescriptor<String> due = new ListStateDescriptor<>("expiring", StringSerializer.INSTANCE);
    private final long stretch;

    /**
     * The state of an operator.
     *
     * @param retention milliseconds that an id stays at least, of which stretches are a small part
     */
    OpenIds(AbstractStreamOperator<?> operator, InternalTimerService<Long> timers, long retention) {
        this.operator = operator;
        this.timers = timers;
        stretch = Math.max(SHORTEST_STRETCH, retention / STRETCHES_PER_RETENTION);
        entries = operator.getKeyedStateStore()
                .getMapState(
                        new MapStateDescriptor<>("entries", StringSerializer.INSTANCE, new JoinEntry.Serializer()));
    }

    /** What lies under an id; an empty entry where nothing does. */
    JoinEntry get(String id) throws Exception {
        JoinEntry entry = entries.get(id);
        return entry == null ? JoinEntry.empty() : entry;
    }

    void put(String id, JoinEntry entry) throws Exception {
        entries.put(id, entry);
    }

    void remove(String id) throws Exception {
        entries.remove(id);
    }

    /** Sees to it that an id comes up when it may have expired. Each id is due once, and moves on when it comes up early. */
    void lookAtAfter(String id, long expiry) throws Exception {
        long end = Math.floorDiv(expiry, stretch) * stretch + stretch;
        operator.getPartitionedState(end, LongSerializer.INSTANCE, due).add(id);
        timers.registerEventTimeTimer(end, end);
    }

    /** How many milliseconds after it has expired an id may come up. */
    long longestDelay() {
        return stretch;
    }

    /** Takes the ids that a timer brings up. */
    List<String> takeDue(InternalTimer<?, Long> timer) throws Exception {
        ListState<String> list = operator.getPartitionedState(timer.getNamespace(), LongSerializer.INSTANCE, due);
        List<String> ids = new ArrayList<>();
        Objects.requireNonNullElse(list.get(), List.<String>of()).forEach(ids::add);
        list.clear();
        return ids;
    }
}
