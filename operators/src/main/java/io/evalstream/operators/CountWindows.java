package io.evalstream.operators;

import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Partial.RowId;
import io.evalstream.operators.stream.WindowId;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * So many predictions of a series after so many, in the order of event time and, where that is equal, of their ids'
 * hashes. Until rows can no longer come between them they are kept one by one, which makes these the dearest windows;
 * then they are counted off, and a window is reported once, as final. The rest is reported when the plan or a bounded
 * input ends.
 */
final class CountWindows implements Windows {

    private final WindowContext context;
    private final RowStore rows;
    private final Plan plan;
    private final WindowSpec spec;
    private final int size;
    /** Whether these windows keep and forget the rows that all count windows of the plan read. */
    private final boolean keeps;

    CountWindows(WindowContext context, RowStore rows, WindowSpec spec, boolean keeps) {
        this.context = context;
        this.rows = rows;
        this.spec = spec;
        this.keeps = keeps;
        plan = context.plan();
        size = Objects.requireNonNullElse(spec.rows(), 1);
    }

    @Override
    public String name() {
        return spec.reportedName();
    }

    @Override
    public void changed(Partial partial, Set<String> slices) throws Exception {
        RowId row = partial.row();
        if (row == null || countedOff(partial.pane()) <= context.watermark()) {
            context.count("late_for_window");
            return;
        }
        if (keeps) {
            rows.merge(partial.pane(), row, partial.slice(), partial.state());
        }
        context.timer(new WindowId(name(), partial.pane()), countedOff(partial.pane()));
        context.timer(rest(), context.end());
    }

    @Override
    public void due(WindowId id, long time) throws Exception {
        RowStore.Progress progress = rows.progress(name());
        if (id.equals(rest())) {
            if (progress.rows() > 0) {
                long last = progress.last();
                report(progress, countedOff(plan.paneOf(last)));
            }
            rows.forget(name());
            return;
        }
        for (Map.Entry<RowId, Map<String, State>> entry : rows.pane(id.end()).entrySet()) {
            Map<String, State> bySlice = entry.getValue();
            State all = bySlice.get(Slices.ALL);
            // A prediction that was displaced by another has left an empty row.
            if (all != null && Coverage.of(all).predictions() > 0) {
                for (Map.Entry<String, State> slice : bySlice.entrySet()) {
                    context.store().mergeInto(new PaneId(name(), 0, slice.getKey()), slice.getValue());
                }
                progress = progress.with(entry.getKey());
                if (progress.rows() == size) {
                    progress = report(progress, time);
                }
            }
        }
        rows.put(name(), progress);
    }

    @Override
    public void expire(long pane) throws Exception {
        if (keeps) {
            rows.drop(pane);
        }
    }

    /** Reports what has been counted off, and begins anew. */
    private RowStore.Progress report(RowStore.Progress progress, long time) throws Exception {
        Map<String, State> states = new TreeMap<>();
        context.store().addKept(states, name());
        OpenWindow window = OpenWindow.of(progress.first());
        Tick tick =
                new Tick(Tick.window(spec, progress.first(), progress.last() + 1, progress.number()), time, 0, true);
        context.report(tick, progress.number(), window, context.alone(states));
        context.store().dropKept(name());
        RowStore.Progress next = progress.next();
        rows.put(name(), next);
        return next;
    }

    /** When the rows of a pane are counted off: nothing can come between them any more. */
    private long countedOff(long pane) {
        return plan.settled(pane + plan.paneSize());
    }

    private WindowId rest() {
        return new WindowId(name(), Long.MAX_VALUE);
    }
}
