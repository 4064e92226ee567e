package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.WindowId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** All windows of one plan over their shared panes. */
final class PlanWindows {

    private final WindowContext context;
    private final Map<String, Windows> byName = new LinkedHashMap<>();

    PlanWindows(WindowContext context, RowStore rows) {
        this.context = context;
        boolean isFirstRunning = true;
        boolean isFirstCount = true;
        for (WindowSpec spec : context.plan().spec().windows()) {
            Windows windows;
            switch (spec.kind()) {
                case TUMBLING, SLIDING, CUMULATIVE, CALENDAR -> windows = new TimedWindows(context, spec);
                case SESSION -> windows = new SessionWindows(context, spec);
                case COUNT -> {
                    windows = new CountWindows(context, rows, spec, isFirstCount);
                    isFirstCount = false;
                }
                case RUNNING -> {
                    windows = new RunningWindow(context, spec, isFirstRunning);
                    isFirstRunning = false;
                }
                default -> throw new IllegalStateException("no windows for " + spec);
            }
            byName.put(spec.reportedName(), windows);
        }
    }

    /** Merges a partial state into its pane. */
    void take(Partial partial) throws Exception {
        Plan plan = context.plan();
        long pane = partial.pane();
        if (!partial.slice().equals(Slices.ALL) && context.store().cap().isEmpty()) {
            context.count("slices_without_plan");
            return;
        }
        long expiry = plan.paneExpiry(pane);
        if (expiry <= context.watermark()) {
            context.count("late_partials");
            return;
        }
        Set<String> changed = context.store().merge(pane, partial.slice(), partial.state());
        if (!changed.contains(partial.slice())) {
            context.count("slices_not_told_apart");
        }
        context.timer(WindowId.ofPane(pane), expiry + 1);
        for (Windows windows : byName.values()) {
            windows.changed(partial, changed);
        }
    }

    /** Reports or forgets what is due. */
    void due(WindowId id, long time) throws Exception {
        if (!id.isPane()) {
            Windows windows = byName.get(id.window());
            if (windows == null) {
                context.store().forget(id); // the plan no longer has such windows
            } else {
                windows.due(id, time);
            }
            return;
        }
        long expiry = context.plan().paneExpiry(id.end());
        if (time <= expiry) {
            context.timer(id, expiry + 1); // the plan waits longer than the one that set the timer
            return;
        }
        for (Windows windows : byName.values()) {
            windows.expire(id.end());
        }
        context.store().drop(id.end());
    }
}
