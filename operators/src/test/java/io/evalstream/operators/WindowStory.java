package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.Counter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Tells what happens to windows, and what they report. Times are in seconds; a row is one prediction. */
final class WindowStory implements AutoCloseable {

    static final int MAX_PARALLELISM = 128;

    private final KeyedOneInputStreamOperatorTestHarness<SeriesKey, Folded, MetricReport> harness;
    private final Plan plan;

    WindowStory(PlanSpec spec, StateBackend backend, int parallelism, int subtask, @Nullable OperatorSubtaskState state)
            throws Exception {
        this(spec, DeviceChoice.ARRAYS, backend, parallelism, subtask, state);
    }

    WindowStory(
            PlanSpec spec,
            DeviceChoice device,
            StateBackend backend,
            int parallelism,
            int subtask,
            @Nullable OperatorSubtaskState state)
            throws Exception {
        plan = Plan.compile(spec, Catalogue.discover());
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new WindowOperator(List.of(spec), device),
                Folded::series,
                Serializers.SERIES,
                MAX_PARALLELISM,
                parallelism,
                subtask);
        harness.setStateBackend(backend);
        harness.setup(new AvroTypeInfo<>(MetricReport.class).createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
    }

    static WindowStory of(PlanSpec plan) throws Exception {
        return new WindowStory(plan, new HashMapStateBackend(), 1, 0, null);
    }

    static WindowStory restored(PlanSpec plan, int parallelism, int subtask, OperatorSubtaskState snapshot)
            throws Exception {
        return restored(plan, new HashMapStateBackend(), parallelism, subtask, snapshot);
    }

    static WindowStory restored(
            PlanSpec plan, StateBackend backend, int parallelism, int subtask, OperatorSubtaskState snapshot)
            throws Exception {
        return restored(plan, DeviceChoice.ARRAYS, backend, parallelism, subtask, snapshot);
    }

    static WindowStory restored(
            PlanSpec plan,
            DeviceChoice device,
            StateBackend backend,
            int parallelism,
            int subtask,
            OperatorSubtaskState snapshot)
            throws Exception {
        return new WindowStory(
                plan,
                device,
                backend,
                parallelism,
                subtask,
                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                        snapshot, MAX_PARALLELISM, 1, parallelism, subtask));
    }

    /** So many predictions of version {@code v1} in the pane that this time belongs to. */
    WindowStory rows(double second, int predictions) throws Exception {
        return rows("v1", second, predictions);
    }

    WindowStory rows(String version, double second, int predictions) throws Exception {
        State state = plan.layout().newState();
        Coverage.add(state, predictions, 0, 0, 0);
        long time = Events.milliseconds(second);
        if (plan.eventTimes() != null) {
            plan.eventTimes().add(state, time);
        }
        return partial(new Partial(Events.series(plan.name(), version), "", plan.paneOf(time), null, state.toBytes()));
    }

    /** So many predictions of a slice, and as many of all rows, of which some have their label. */
    WindowStory slice(String slice, double second, int predictions, int labelled) throws Exception {
        State state = plan.layout().newState();
        Coverage.add(state, predictions, labelled, 0, 0);
        long pane = plan.paneOf(Events.milliseconds(second));
        for (String name : List.of("", slice)) {
            partial(new Partial(Events.series(plan.name(), "v1"), name, pane, null, state.toBytes()));
        }
        return this;
    }

    /** A prediction by itself, as plans that count rows get them. */
    WindowStory row(double second, long id) throws Exception {
        State state = plan.layout().newState();
        Coverage.add(state, 1, 0, 0, 0);
        long time = Events.milliseconds(second);
        Partial.RowId row = new Partial.RowId(time, id, 0);
        return partial(new Partial(Events.series(plan.name(), "v1"), "", plan.paneOf(time), row, state.toBytes()));
    }

    WindowStory partial(Partial partial) throws Exception {
        harness.processElement(new StreamRecord<>(partial));
        return this;
    }

    WindowStory reach(double second) throws Exception {
        harness.processWatermark(Events.milliseconds(second));
        return this;
    }

    WindowStory end() throws Exception {
        harness.processWatermark(Watermark.MAX_WATERMARK);
        return this;
    }

    /** Reports since the last time. */
    List<MetricReport> reports() {
        List<MetricReport> reports = new ArrayList<>(harness.extractOutputValues());
        harness.getOutput().clear();
        return reports;
    }

    /** Such as {@code tumbling-10s [0, 10) #1 at 30: 5 rows, final}, since the last time. */
    List<String> said() {
        return reports().stream().map(WindowStory::words).toList();
    }

    static String words(MetricReport report) {
        return report.getWindow().getName()
                + " [" + Events.seconds(report.getWindow().getStart().toEpochMilli())
                + ", " + Events.seconds(report.getWindow().getEnd().toEpochMilli())
                + ") #" + report.getRevision()
                + " at " + Events.seconds(report.getTick().toEpochMilli())
                + ": " + report.getCounts().getPredictions() + " rows"
                + (report.getFinal$() ? ", final" : "")
                + (report.getWithdrawn() ? ", withdrawn" : "")
                + (report.getSlice().isEmpty() ? "" : ", " + report.getSlice());
    }

    /** Alerts since the last time. */
    List<Alert> alerts() {
        List<Alert> alerts = new ArrayList<>();
        Queue<StreamRecord<Alert>> records = harness.getSideOutput(Outputs.ALERTS);
        if (records != null) {
            records.forEach(record -> {
                assertThat(record.getTimestamp())
                        .isEqualTo(record.getValue().getTick().toEpochMilli());
                alerts.add(record.getValue());
            });
            records.clear();
        }
        return alerts;
    }

    /** Such as {@code bad FIRING [0, 10) at 10: sample_error is 1, above 0.5}, since the last time. */
    List<String> told() {
        return alerts().stream().map(WindowStory::words).toList();
    }

    private static String words(Alert alert) {
        Window window = Objects.requireNonNull(alert.getWindow());
        return alert.getRule() + " " + alert.getState()
                + " [" + Events.seconds(window.getStart().toEpochMilli())
                + ", " + Events.seconds(window.getEnd().toEpochMilli())
                + ") at " + Events.seconds(alert.getTick().toEpochMilli())
                + (alert.getSlice().isEmpty() ? "" : ", " + alert.getSlice())
                + ": " + alert.getMessage();
    }

    /** Predictions with their labels, of these scores where 0 would be right: the error of one is its square. */
    WindowStory scores(String version, String slice, double second, double... scores) throws Exception {
        Batch batch = new Batch(plan.metrics().schema());
        for (double score : scores) {
            batch.append(
                    new Row(plan.metrics().schema())
                            .set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64))
                            .set(Input.TARGET, Cell.Numbers.scalar(0, DataType.INT64)),
                    1,
                    0,
                    0);
        }
        try (StateTable table =
                new ArraysDevice().newTable(plan.layout(), plan.metrics().statistics())) {
            table.add();
            table.update(batch, new int[scores.length]);
            State state = table.read(0);
            Coverage.add(state, scores.length, scores.length, 0, 0);
            long time = Events.milliseconds(second);
            if (plan.eventTimes() != null) {
                plan.eventTimes().add(state, time);
            }
            return partial(
                    new Partial(Events.series(plan.name(), version), slice, plan.paneOf(time), null, state.toBytes()));
        }
    }

    WindowStory scores(double second, double... scores) throws Exception {
        return scores("v1", "", second, scores);
    }

    /** The latest counts of what depends on the order of arrival. */
    Map<String, Long> counted() {
        Map<String, Long> counts = new TreeMap<>();
        var records = harness.getSideOutput(Outputs.DIAGNOSTICS);
        if (records != null) {
            for (StreamRecord<Diagnostics> record : records) {
                for (Counter counter : record.getValue().getCounters()) {
                    counts.put(counter.getName(), counter.getCount());
                }
            }
        }
        return counts;
    }

    int entries() {
        return harness.numKeyedStateEntries();
    }

    int timers() {
        return harness.numEventTimeTimers();
    }

    OperatorSubtaskState snapshot() throws Exception {
        return harness.snapshot(1, 1);
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
