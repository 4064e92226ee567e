package io.evalstream.operators;

import io.evalstream.metrics.plan.Ticks;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.WindowId;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * One window since the start. It is reported every period in which something changed, and as final when its plan or a
 * bounded input ends; panes that cannot change any more are merged into one, which all running windows of a plan share.
 */
final class RunningWindow implements Windows {

    private static final String KEEPER = "running";

    private final WindowContext context;
    private final WindowSpec spec;
    private final WindowId id;
    /** Whether these windows take panes over for all running windows of the plan. */
    private final boolean keeps;

    RunningWindow(WindowContext context, WindowSpec spec, boolean keeps) {
        this.context = context;
        this.spec = spec;
        this.keeps = keeps;
        id = new WindowId(spec.reportedName(), Long.MAX_VALUE);
    }

    @Override
    public String name() {
        return spec.reportedName();
    }

    @Override
    public void changed(Partial partial, Set<String> slices) {
        context.timer(id, periodAfter(partial.pane() + context.plan().paneSize()));
        context.timer(id, context.end());
    }

    @Override
    public void due(WindowId due, long time) throws Exception {
        PaneStore store = context.store();
        if (time > context.end()) {
            return; // a period that began before the plan's end was known
        }
        boolean isLast = time == context.end();
        long end = isLast ? periodFrom(store.lastPaneEnd(KEEPER)) : time;
        Map<String, State> all = new TreeMap<>();
        store.addKept(all, KEEPER);
        store.addPanesBetween(all, Long.MIN_VALUE, end);
        OpenWindow window = store.window(id);
        if (window == null) {
            window = OpenWindow.of(0);
        }
        Tick tick =
                new Tick(Tick.window(spec, window.start(), end, null), end, Ticks.index(end, spec.period()), isLast);
        context.reportAlone(tick, window, all);
        store.put(id, window);
    }

    @Override
    public void expire(long pane) throws Exception {
        if (keeps) {
            context.store().takeOver(KEEPER, pane);
        }
    }

    /** The first end of a period that is no earlier than a time and later than the watermark. */
    private long periodAfter(long time) {
        long now = context.watermark();
        return periodFrom(now < time ? time : now + 1);
    }

    private long periodFrom(long time) {
        return -Math.floorDiv(-time, spec.period()) * spec.period();
    }
}
