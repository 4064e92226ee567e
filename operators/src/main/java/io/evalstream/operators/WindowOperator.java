package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.alerts.AlertRules;
import io.evalstream.operators.alerts.Alerts;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.PaneId;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.WindowId;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.MetricReport;
import java.util.ArrayList;
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
 * <p>Each kind of window of a plan decides for itself when it is reported ({@link Windows}). When none needs a pane any
 * more it is dropped; there is nothing to reset.
 */
public final class WindowOperator extends AbstractStreamOperator<MetricReport>
        implements OneInputStreamOperator<Folded, MetricReport>, Triggerable<SeriesKey, WindowId> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;
    private final @Nullable PlanText text;
    private final DeviceChoice device;

    private transient PlanBook book;
    private transient PaneSizes paneSizes;
    private transient Map<String, PlanWindows> windows;
    private transient DeviceStates<PaneId> states;

    private transient InternalTimerService<WindowId> timers;
    private transient WatermarkMemory watermark;
    private transient Tally tally;
    private transient Alerts alerts;

    /**
     * Windows.
     *
     * @param device what folds the rows, and holds the wide states
     */
    public WindowOperator(List<PlanSpec> specs, DeviceChoice device) {
        this(specs, null, device);
    }

    /** Windows of what is folded on arrays. */
    public WindowOperator(List<PlanSpec> specs) {
        this(specs, DeviceChoice.ARRAYS);
    }

    /**
     * Windows of plans that change while the job runs.
     *
     * @param text how plans are written down; null where they stay as they are
     */
    public WindowOperator(List<PlanSpec> specs, @Nullable PlanText text, DeviceChoice device) {
        this.specs = List.copyOf(specs);
        this.text = text;
        this.device = device;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        boolean keeps = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        book = text == null ? PlanBook.fixed(specs) : PlanBook.restored(specs, text, context, keeps);
        watermark = new WatermarkMemory(context);
        paneSizes = new PaneSizes(context, book.plans().all());
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("windows", new Serializers.WindowIdSerializer(), this);
        tally = new Tally("WindowOperator", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        alerts = new Alerts(this, this::emit);
        windows = new HashMap<>();
        states = new DeviceStates<>(device, this, getMetricGroup());
        book.plans().all().forEach(this::addWindows);
    }

    private void addWindows(Plan plan) {
        DeviceChoice.Chosen chosen = states.open(plan);
        LOG.info("Windows of plan {} are on {}", plan.id(), chosen);
        KeyedStates<PaneId> panes = PaneStore.panes(plan, getKeyedStateStore());
        WindowContext context = new WindowContext(
                new PaneStore(plan, getKeyedStateStore(), states.on(chosen.device(), plan, panes)),
                new Reports(plan, chosen.device().name()),
                new WindowHistory(plan, getKeyedStateStore()),
                new AlertRules(plan, getKeyedStateStore(), alerts),
                timers,
                watermark::latest,
                () -> book.plans().end(plan.id()),
                this,
                tally,
                this::emit);
        boolean mayEnd = book.isLive() || context.end() < Long.MAX_VALUE;
        windows.put(plan.id(), new PlanWindows(context, new RowStore(this, plan), mayEnd));
    }

    @Override
    public void processElement(StreamRecord<Folded> element) throws Exception {
        Folded folded = element.getValue();
        if (folded instanceof Incoming.Planned planned) {
            change(planned.change());
        } else if (folded instanceof Partial partial) {
            PlanWindows ofPlan = windows.get(partial.series().plan());
            if (ofPlan == null) {
                tally.count(PlanSpec.nameOf(partial.series().plan()), "partials_without_plan");
            } else {
                ofPlan.take(partial);
                alerts.end();
            }
        }
    }

    private void change(PlanChange change) throws Exception {
        Plans before = book.plans();
        if (!book.apply(change)) {
            return;
        }
        for (Plan plan : book.plans().all()) {
            if (!windows.containsKey(plan.id())) {
                addWindows(plan);
            } else if (book.plans().end(plan.id()) != before.end(plan.id())) {
                endAt(plan.id(), book.plans().end(plan.id()));
            }
        }
    }

    /** Timers at the end of time are those of what ends with the plan. */
    private void endAt(String id, long end) throws Exception {
        Map<SeriesKey, List<WindowId>> open = new HashMap<>();
        timers.forEachEventTimeTimer((window, time) -> {
            SeriesKey series = (SeriesKey) getCurrentKey();
            if (time == Long.MAX_VALUE && series.plan().equals(id)) {
                open.computeIfAbsent(series, any -> new ArrayList<>()).add(window);
            }
        });
        for (Map.Entry<SeriesKey, List<WindowId>> ofSeries : open.entrySet()) {
            setCurrentKey(ofSeries.getKey());
            for (WindowId window : ofSeries.getValue()) {
                timers.deleteEventTimeTimer(window, Long.MAX_VALUE);
                timers.registerEventTimeTimer(window, window.isPlan() ? end + 1 : end);
            }
        }
    }

    @Override
    public void onEventTime(InternalTimer<SeriesKey, WindowId> timer) throws Exception {
        alerts.begin(timer.getTimestamp());
        PlanWindows ofPlan = windows.get(timer.getKey().plan());
        if (ofPlan != null) {
            ofPlan.due(timer.getNamespace(), timer.getTimestamp());
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
        alerts.end();
        if (book.forget(mark.getTimestamp())) {
            windows.keySet().removeIf(id -> book.plans().find(id) == null);
            states.close(id -> book.plans().find(id) == null);
        }
        tally.publish(mark.getTimestamp(), record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        states.writeBack();
        watermark.snapshot();
        paneSizes.snapshot(book.plans().all());
        book.snapshot();
    }

    @Override
    public void close() throws Exception {
        if (states != null) {
            states.close();
        }
        super.close();
    }

    private void emit(MetricReport report) {
        output.collect(new StreamRecord<>(report, report.getTick().toEpochMilli()));
    }

    private void emit(Alert alert) {
        output.collect(Outputs.ALERTS, new StreamRecord<>(alert, alert.getTick().toEpochMilli()));
    }
}
