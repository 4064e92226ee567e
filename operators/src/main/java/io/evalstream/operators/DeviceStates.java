package io.evalstream.operators;

import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.WordRows;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.WideSlots;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The states of an operator's plans, by plan: in keyed state, and wide ones on the plan's device before it. */
public final class DeviceStates<K> {

    private static final Logger LOG = LoggerFactory.getLogger(DeviceStates.class);

    private final DeviceChoice device;
    private final AbstractStreamOperator<?> operator;
    /** Flink reads the gauge in a thread of its own. */
    private final Map<String, CachedStates<K>> caches = new ConcurrentHashMap<>();

    private final OffHeapBudget budget;

    /**
     * No states yet.
     *
     * @param operator whose current key is that of the states that are spoken of
     */
    public DeviceStates(DeviceChoice device, AbstractStreamOperator<?> operator, MetricGroup metrics) {
        this.device = device;
        this.operator = operator;
        metrics.gauge("nativeBytes", this::nativeBytes);
        budget = new OffHeapBudget(
                operator.getContainingTask()
                        .getEnvironment()
                        .getTaskManagerInfo()
                        .getConfiguration(),
                LOG::warn);
    }

    /** Opens the device of a plan. */
    public DeviceChoice.Chosen open(Plan plan) {
        return device.open(plan, operator.getRuntimeContext());
    }

    /** Puts the wide states of a plan on a device, where that has room for them. */
    public StateMap<K> on(Device opened, Plan plan, KeyedStates<K> keyed) {
        WideSlots wide = new WideSlots(plan.layout());
        int most = wide.words() == 0 ? 0 : device.rows(wide.words());
        WordRows rows = most == 0 ? null : opened.newRows(wide.words(), most);
        if (rows == null) {
            return keyed;
        }
        CachedStates<K> cache = new CachedStates<>(keyed, wide, rows, most, operator);
        caches.put(plan.id(), cache);
        return cache;
    }

    /**
     * Writes what has changed to keyed state: to be called when a snapshot is taken, after the barrier has gone on and
     * before keyed state is written.
     */
    public void writeBack() throws Exception {
        for (CachedStates<K> cache : caches.values()) {
            cache.writeBack();
        }
        budget.check(nativeBytes());
    }

    /** Gives back what plans have on their device. */
    void close(Predicate<String> planIds) {
        caches.entrySet().removeIf(cache -> {
            boolean isOver = planIds.test(cache.getKey());
            if (isOver) {
                cache.getValue().close();
            }
            return isOver;
        });
    }

    public void close() {
        close(plan -> true);
    }

    private long nativeBytes() {
        return caches.values().stream().mapToLong(CachedStates::nativeBytes).sum();
    }
}
