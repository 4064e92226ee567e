package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.alerts.AlertRules;
import io.evalstream.operators.alerts.Alerts;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.operators.stream.WindowId;
import io.evalstream.schemas.Alert;
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

/**
 * Merges partial states into panes, and reports windows, which are unions of panes.
 *
 * <p>Each kind of window of a plan decides for itself when it is reported ({@link Windows}). When none needs a pane any
 * more it is dropped; there is nothing to reset.
 */
public final class WindowOperator extends AbstractStreamOperator<MetricReport>
        implements OneInputStreamOperator<Partial, MetricReport>, Triggerable<SeriesKey, WindowId> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;
    private final DeviceChoice device;

    private transient Plans plans;
    private transient PaneSizes paneSizes;
    private transient Map<String, PlanWindows> windows;
    private transient InternalTimerService<WindowId> timers;
    private transient WatermarkMemory watermark;
    private transient Tally tally;
    private transient Alerts alerts;

    /**
     * Windows.
     *
     * @param device what folds the rows, as reports say it
     */
    public WindowOperator(List<PlanSpec> specs, DeviceChoice device) {
        this.specs = List.copyOf(specs);
        this.device = device;
    }

    /** Windows of what is folded on arrays. */
    public WindowOperator(List<PlanSpec> specs) {
        this(specs, DeviceChoice.ARRAYS);
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
        tally = new Tally("WindowOperator", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        alerts = new Alerts(this, this::emit);
        windows = new HashMap<>();
        for (Plan plan : plans.all()) {
            WindowContext context = new WindowContext(
                    new PaneStore(plan, getKeyedStateStore()),
                    new Reports(plan, device.asked()),
                    new WindowHistory(plan, getKeyedStateStore()),
                    new AlertRules(plan, getKeyedStateStore(), alerts),
                    timers,
                    watermark::latest,
                    this,
                    tally,
                    this::emit);
            windows.put(plan.name(), new PlanWindows(context, new RowStore(this, plan)));
        }
    }

    @Override
    public void processElement(StreamRecord<Partial> element) throws Exception {
        Partial partial = element.getValue();
        PlanWindows ofPlan = windows.get(partial.series().plan());
        if (ofPlan == null) {
            tally.count(partial.series().plan(), "partials_without_plan");
        } else {
            ofPlan.take(partial);
            alerts.end();
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
        tally.publish(mark.getTimestamp(), record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermark.snapshot();
        paneSizes.snapshot();
    }

    private void emit(MetricReport report) {
        output.collect(new StreamRecord<>(report, report.getTick().toEpochMilli()));
    }

    private void emit(Alert alert) {
        output.collect(Outputs.ALERTS, new StreamRecord<>(alert, alert.getTick().toEpochMilli()));
    }
}
