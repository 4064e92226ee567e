package io.evalstream.operators;

import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * How long the panes of each plan are, kept with its state. Panes of one length cannot be read as panes of another, so a
 * plan whose windows were changed to other panes is refused where it would start from the old ones.
 */
final class PaneSizes {

    private final ListState<String> stored;

    /**
     * Compares the plans with the state they start from.
     *
     * @throws PlanException where the panes of a plan have another length than those it left
     */
    PaneSizes(StateInitializationContext context, Collection<Plan> plans) throws Exception {
        stored = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("pane-sizes", StringSerializer.INSTANCE));
        Map<String, Long> before = new HashMap<>();
        if (context.isRestored()) {
            for (String entry : stored.get()) {
                int space = entry.indexOf(' ');
                before.put(entry.substring(space + 1), Long.valueOf(entry.substring(0, space)));
            }
        }
        for (Plan plan : plans) {
            long size = plan.paneSize();
            long old = before.getOrDefault(plan.id(), size);
            if (old != size) {
                throw new PlanException("plan '" + plan.name() + "' cuts its windows into panes of " + text(size)
                        + ", and the state it starts from was cut into panes of " + text(old)
                        + "; keep windows whose steps have " + text(old)
                        + " as their greatest common divisor, rename the plan, or start from a new state");
            }
        }
    }

    void snapshot(Collection<Plan> plans) throws Exception {
        List<String> sizes = new ArrayList<>();
        for (Plan plan : plans) {
            sizes.add(plan.paneSize() + " " + plan.id());
        }
        stored.update(sizes);
    }

    private static String text(long milliseconds) {
        return WindowSpec.text(Duration.ofMillis(milliseconds));
    }
}
