package io.evalstream.operators;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.Ticks;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.WindowId;
import io.evalstream.schemas.MetricReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Merges partial states into panes, and reports windows, which are unions of panes.
 *
 * <p>A window is reported at ticks of event time ({@link Ticks}): first when it ends, then when labels have changed it,
 * and last, as final, when none can change it any more. A tick at which nothing has changed is skipped. When no window
 * needs a pane any more it is dropped; there is nothing to reset.
 *
 * <p>A running window is one window without an end. It is reported every period, and as final at the end of a bounded
 * input; panes that cannot change any more are merged into one.
 */
public final class WindowOperator extends AbstractStreamOperator<MetricReport>
        implements OneInputStreamOperator<Partial, MetricReport>, Triggerable<SeriesKey, WindowId> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;

    private transient Plans plans;
    private transient PaneSizes paneSizes;
    private transient Map<String, PaneStore> stores;
    private transient InternalTimerService<WindowId> timers;
    private transient WatermarkMemory watermark;
    private transient Tally tally;

    public WindowOperator(List<PlanSpec> specs) {
        this.specs = List.copyOf(specs);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        plans = Plans.compile(specs);
        watermark = new WatermarkMemory(context);
        paneSizes = new PaneSizes(context, plans.all());
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("windows", new Serializers.WindowIdSerializer(), this);
        stores = new HashMap<>();
        for (Plan plan : plans.all()) {
            stores.put(plan.name(), new PaneStore(plan, "arrays", getKeyedStateStore()));
        }
        tally = new Tally("WindowOperator", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement(StreamRecord<Partial> element) throws Exception {
        Partial partial = element.getValue();
        PaneStore store = stores.get(partial.series().plan());
        if (store == null) {
            tally.count(partial.series().plan(), "partials_without_plan");
            return;
        }
        Plan plan = store.plan();
        long pane = partial.pane();
        if (plan.paneExpiry(pane) <= watermark.latest()) {
            tally.count(plan.name(), "late_partials");
            return;
        }
        store.merge(pane, partial.state());
        timers.registerEventTimeTimer(WindowId.ofPane(pane), plan.paneExpiry(pane) + 1);
        for (WindowSpec window : plan.spec().windows()) {
            if (window.kind() == WindowSpec.Kind.RUNNING) {
                WindowId id = new WindowId(window.reportedName(), Long.MAX_VALUE);
                timers.registerEventTimeTimer(id, periodAfter(window, pane + plan.paneSize()));
                timers.registerEventTimeTimer(id, Long.MAX_VALUE);
            } else {
                touch(store, window, pane);
            }
        }
    }

    @Override
    public void onEventTime(InternalTimer<SeriesKey, WindowId> timer) throws Exception {
        SeriesKey series = timer.getKey();
        PaneStore store = stores.get(series.plan());
        if (store == null) {
            return;
        }
        WindowId id = timer.getNamespace();
        if (id.isPane()) {
            long expiry = store.plan().paneExpiry(id.end());
            if (timer.getTimestamp() > expiry) {
                store.seal(id.end());
            } else {
                timers.registerEventTimeTimer(id, expiry + 1); // the plan waits longer than the one that set the timer
            }
            return;
        }
        WindowSpec window = windowOf(store.plan(), id);
        if (window == null) {
            store.forget(id);
            store.history().forget(id.window());
        } else if (window.kind() == WindowSpec.Kind.RUNNING) {
            reportRunning(store, series, window, timer.getTimestamp());
        } else {
            report(store, series, window, id, timer.getTimestamp());
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<SeriesKey, WindowId> timer) {
        throw new IllegalStateException("windows register no timers in processing time");
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        watermark.advance(mark.getTimestamp());
        super.processWatermark(mark);
        tally.publish(mark.getTimestamp(), record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermark.snapshot();
        paneSizes.snapshot();
    }

    /** Marks the windows that hold a pane as changed, and sees to it that they are reported. */
    private void touch(PaneStore store, WindowSpec window, long pane) throws Exception {
        Ticks ticks = store.plan().ticks(window);
        for (long end = window.firstEnd(pane); end <= window.lastEnd(pane); end += window.stride()) {
            WindowId id = new WindowId(window.reportedName(), end);
            if (ticks.last(end) <= watermark.latest()) {
                // Its pane lives on for a longer window; what is final stays as it was reported.
                tally.count(store.plan().name(), "late_for_window");
            } else if (store.markChanged(id)) {
                timers.registerEventTimeTimer(id, ticks.next(end, watermark.latest()));
                timers.registerEventTimeTimer(id, ticks.last(end));
            }
        }
        for (Span span : store.plan().metrics().spans()) {
            if (!span.equals(Span.window())) {
                touchReaders(store, window, pane, span);
            }
        }
    }

    /** Marks the windows that hold rows of their own and look back at a pane as changed. */
    private void touchReaders(PaneStore store, WindowSpec window, long pane, Span span) throws Exception {
        Ticks ticks = store.plan().ticks(window);
        long last = pane + window.shift(span);
        long first = span instanceof Span.Trailing ? pane : last;
        for (long end = window.firstEnd(first); end <= window.lastEnd(last); end += window.stride()) {
            WindowId id = new WindowId(window.reportedName(), end);
            touchAgain(store, ticks, id);
        }
    }

    /** Marks a window that has rows of its own, and is not final, as changed. */
    private void touchAgain(PaneStore store, Ticks ticks, WindowId id) throws Exception {
        if (store.isOpen(id) && store.markChanged(id)) {
            timers.registerEventTimeTimer(id, ticks.next(id.end(), watermark.latest()));
        }
    }

    private void report(PaneStore store, SeriesKey series, WindowSpec window, WindowId id, long time) throws Exception {
        if (!store.isOpen(id)) {
            return; // it is final; the timer is left over from a plan with other ticks
        }
        Ticks ticks = store.plan().ticks(window);
        long end = id.end();
        long last = ticks.last(end);
        boolean isLast = time >= last;
        if (!isLast) {
            // The plan may wait longer than the one under which the timers were set.
            timers.registerEventTimeTimer(id, last);
        }
        if (time < ticks.first(end)) {
            timers.registerEventTimeTimer(id, ticks.first(end));
            return;
        }
        long tick = Math.min(time, last);
        if (isLast || store.isChanged(id)) {
            WindowHistory.Report history = store.history().report(id.window(), end);
            int revision = ticks.revision(end, tick);
            emit(store.reports().of(series, window, end, tick, revision, isLast, states(store, window, end), history));
            for (long later : history.close(isLast)) {
                touchAgain(store, ticks, new WindowId(id.window(), later));
            }
        }
        if (isLast) {
            store.forget(id);
        } else {
            store.markReported(id);
        }
    }

    private void reportRunning(PaneStore store, SeriesKey series, WindowSpec window, long tick) throws Exception {
        boolean isLast = tick == Long.MAX_VALUE;
        long end = isLast ? periodFrom(window, store.lastPaneEnd()) : tick;
        int revision = Ticks.index(end, window.stride());
        emit(store.reports().of(series, window, end, end, revision, isLast, running(store, end), History.alone(end)));
    }

    /** What a window's metrics read: the state of the rows of each span. */
    private static Map<Span, State> states(PaneStore store, WindowSpec window, long end) throws Exception {
        Map<Span, State> states = new HashMap<>();
        for (Span span : store.plan().metrics().spans()) {
            states.put(span, store.union(window, end, span));
        }
        return states;
    }

    /** A running window has no other before it. */
    private static Map<Span, State> running(PaneStore store, long end) throws Exception {
        State all = store.unionUntil(end);
        Map<Span, State> states = new HashMap<>();
        for (Span span : store.plan().metrics().spans()) {
            states.put(
                    span,
                    span instanceof Span.Trailing ? all : store.plan().layout().newState());
        }
        return states;
    }

    private void emit(MetricReport report) {
        output.collect(new StreamRecord<>(report, report.getTick().toEpochMilli()));
    }

    /** The first end of a period that is no earlier than a time and later than the watermark. */
    private long periodAfter(WindowSpec window, long time) {
        long now = watermark.latest();
        return periodFrom(window, now < time ? time : now + 1);
    }

    private static long periodFrom(WindowSpec window, long time) {
        return -Math.floorDiv(-time, window.stride()) * window.stride();
    }

    private static @Nullable WindowSpec windowOf(Plan plan, WindowId id) {
        for (WindowSpec window : plan.spec().windows()) {
            if (window.reportedName().equals(id.window())) {
                return window;
            }
        }
        return null;
    }
}
