package io.evalstream.operators;

import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.plan.Ticks;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.plan.WindowTimes;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.WindowId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Windows whose ends the calendar gives: tumbling, sliding, cumulative, days, weeks and months. A window is reported at
 * ticks of event time ({@link Ticks}): first when it ends, then when labels have changed it, and last, as final, when
 * none can change it any more. A tick at which nothing has changed is skipped.
 */
final class TimedWindows implements Windows {

    private final WindowContext context;
    private final WindowSpec spec;
    private final WindowTimes times;
    private final Ticks ticks;

    TimedWindows(WindowContext context, WindowSpec spec) {
        this.context = context;
        this.spec = spec;
        times = Objects.requireNonNull(spec.times());
        ticks = context.plan().ticks(spec);
    }

    @Override
    public String name() {
        return spec.reportedName();
    }

    @Override
    public void changed(Partial partial, Set<String> slices) throws Exception {
        long pane = partial.pane();
        for (long end = times.firstEnd(pane); end <= times.lastEnd(pane); end = times.nextEnd(end)) {
            if (ticks.last(end) <= context.watermark()) {
                // Its pane lives on for a longer window; what is final stays as it was reported.
                context.count("late_for_window");
            } else {
                mark(end, slices, true);
            }
        }
        for (Span span : context.plan().metrics().spans()) {
            if (!span.equals(Span.window())) {
                long last = times.lastReader(pane, span);
                for (long end = times.firstReader(pane, span); end <= last; end = times.nextEnd(end)) {
                    mark(end, slices, false);
                }
            }
        }
    }

    /** Marks a window as changed, and sees to it that it is reported. One that has no rows of its own is not opened. */
    private void mark(long end, Set<String> slices, boolean isOwn) throws Exception {
        WindowId id = new WindowId(name(), end);
        OpenWindow window = context.store().window(id);
        if (window == null) {
            if (!isOwn) {
                return;
            }
            window = OpenWindow.of(times.start(end));
        }
        boolean isNews = window.changed().isEmpty();
        if (window.changed().addAll(slices)) {
            context.store().put(id, window);
        }
        if (isNews) {
            context.timer(id, ticks.next(end, context.watermark()));
            context.timer(id, ticks.last(end));
        }
    }

    @Override
    public void due(WindowId id, long time) throws Exception {
        OpenWindow window = context.store().window(id);
        if (window == null) {
            return; // it is final; the timer is left over from a plan with other ticks
        }
        long end = id.end();
        long last = ticks.last(end);
        boolean isLast = time >= last;
        if (!isLast) {
            // The plan may wait longer than the one under which the timers were set.
            context.timer(id, last);
        }
        if (time < ticks.first(end)) {
            context.timer(id, ticks.first(end));
            return;
        }
        if (isLast || !window.changed().isEmpty()) {
            long at = Math.min(time, last);
            Tick tick =
                    new Tick(Tick.window(spec, window.start(), end, number(end)), at, ticks.revision(end, at), isLast);
            for (Map.Entry<String, List<Long>> later :
                    context.report(tick, end, window, states(end)).entrySet()) {
                for (long other : later.getValue()) {
                    mark(other, Set.of(later.getKey()), false);
                }
            }
        }
        if (isLast) {
            context.store().forget(id);
        } else {
            context.store().put(id, window);
        }
    }

    /** Cumulative windows share a start; their number tells them apart. */
    private @Nullable Long number(long end) {
        return spec.kind() == WindowSpec.Kind.CUMULATIVE ? (end - times.start(end)) / spec.period() : null;
    }

    private Map<Span, Map<String, State>> states(long end) throws Exception {
        Map<Span, Map<String, State>> states = new HashMap<>();
        for (Span span : context.plan().metrics().spans()) {
            Map<String, State> bySlice = new TreeMap<>();
            context.store().addPanes(bySlice, times.stretch(end, span));
            states.put(span, bySlice);
        }
        return states;
    }
}
