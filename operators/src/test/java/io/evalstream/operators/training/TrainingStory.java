package io.evalstream.operators.training;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.torch.Devices;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.Counter;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.EndOfEpoch;
import io.evalstream.schemas.EvaluationBatch;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.Tensors;
import io.evalstream.schemas.TrainingEvent;
import io.evalstream.schemas.TrainingProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** Tells what the ranks of a run send, and what is reported. */
final class TrainingStory implements AutoCloseable {

    /** Given as {@code -Dgolden.device=NAME}. */
    private static final DeviceChoice DEVICE = new DeviceChoice(System.getProperty("golden.device", Devices.ARRAYS));

    private final PlanSpec spec;
    private final StateBackend backend;
    private final DeviceChoice device;
    private final TrainingIntake intake;
    private final List<DeadLetter> letters = new ArrayList<>();
    private final List<MetricReport> reported = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final Map<String, Long> counted = new TreeMap<>();
    private KeyedOneInputStreamOperatorTestHarness<SeriesKey, Incoming.Training, MetricReport> harness;
    private long clock;

    TrainingStory(PlanSpec spec, StateBackend backend) throws Exception {
        this(spec, backend, DEVICE);
    }

    TrainingStory(PlanSpec spec, StateBackend backend, DeviceChoice device) throws Exception {
        this.spec = spec;
        this.backend = backend;
        this.device = device;
        intake = new TrainingIntake(Plans.compile(List.of(spec)), plan -> Devices.open(device.asked()));
        harness = harness(null);
    }

    static TrainingStory of(PlanSpec spec) throws Exception {
        return new TrainingStory(spec, new HashMapStateBackend());
    }

    private KeyedOneInputStreamOperatorTestHarness<SeriesKey, Incoming.Training, MetricReport> harness(
            @Nullable OperatorSubtaskState state) throws Exception {
        KeyedOneInputStreamOperatorTestHarness<SeriesKey, Incoming.Training, MetricReport> made =
                new KeyedOneInputStreamOperatorTestHarness<>(
                        new TrainingWindowOperator(List.of(spec), device),
                        told -> told.from().series(),
                        Serializers.SERIES);
        made.setStateBackend(backend);
        made.setup(new AvroTypeInfo<>(MetricReport.class).createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            made.initializeState(state);
        }
        made.open();
        made.setProcessingTime(clock);
        return made;
    }

    TrainingStory tell(TrainingEvent event) throws Exception {
        List<Incoming> taken = new ArrayList<>();
        intake.take(event, new SourceRecord(null, new byte[] {1}, List.of(), "training", 2, 7, 0), taken::add);
        for (Incoming incoming : taken) {
            if (incoming instanceof Incoming.Rejected rejected) {
                letters.add(rejected.letter());
            } else {
                harness.processElement(new StreamRecord<>((Incoming.Training) incoming));
            }
        }
        return this;
    }

    /** A batch of the sample plan: the rank's rows are these values, whose mean error against zero is reported. */
    TrainingStory batch(int attempt, int epoch, long step, int rank, int world, double... values) throws Exception {
        return tell(event(attempt, epoch, rank, world)
                .setBody(new EvaluationBatch(
                        step,
                        List.of(
                                Tensors.of("preds", values, values.length),
                                Tensors.of("target", new double[values.length], values.length))))
                .build());
    }

    TrainingStory end(int attempt, int epoch, int rank, int world, long batches, long rows) throws Exception {
        return tell(event(attempt, epoch, rank, world)
                .setBody(new EndOfEpoch(batches, rows))
                .build());
    }

    private static TrainingEvent.Builder event(int attempt, int epoch, int rank, int world) {
        return TrainingEvent.newBuilder()
                .setRunId("r")
                .setAttempt(attempt)
                .setModelId("net")
                .setStage("validate")
                .setEpoch(epoch)
                .setRank(rank)
                .setWorldSize(world)
                .setEventTime(Instant.ofEpochSecond(epoch * 100L + rank));
    }

    TrainingStory wait(Duration duration) throws Exception {
        clock += duration.toMillis();
        harness.setProcessingTime(clock);
        return this;
    }

    TrainingStory inputEnds() throws Exception {
        harness.processWatermark(Watermark.MAX_WATERMARK);
        return this;
    }

    /** Fails and goes on from a checkpoint that was made just now. */
    TrainingStory restart() throws Exception {
        harness.prepareSnapshotPreBarrier(1);
        OperatorSubtaskState snapshot = harness.snapshot(1, clock);
        collect();
        harness.close();
        harness = harness(snapshot);
        return this;
    }

    List<MetricReport> reports() {
        collect();
        return reported;
    }

    /** Such as {@code epoch 3: 0.5 of 12 rows; rank 1 sent nothing}, since the last time. */
    List<String> said() {
        List<String> said = reports().stream().map(TrainingStory::words).toList();
        reported.clear();
        return said;
    }

    private static String words(MetricReport report) {
        TrainingProgress training = Objects.requireNonNull(report.getTraining());
        return report.getWindow().getName() + " " + report.getWindow().getNumber()
                + (training.getAttempt() == 0 ? "" : " of attempt " + training.getAttempt()) + ": "
                + (report.getValues().get(0).getValue() instanceof Scalar scalar ? scalar.getValue() : "undefined")
                + " of " + report.getCounts().getPredictions() + " rows, " + training.getBatches() + " batches"
                + (training.getConflicts() == 0 ? "" : ", " + training.getConflicts() + " conflicts")
                + training.getMissing().stream().map(lack -> "; " + lack).reduce("", String::concat);
    }

    List<Alert> alerts() {
        collect();
        return alerts;
    }

    /** The bytes of all reports, by key; a key that was reported twice has both. */
    Map<String, String> bytes() {
        AvroCodec<MetricReport> codec = new AvroCodec<>(MetricReport.class);
        Map<String, String> bytes = new TreeMap<>();
        for (MetricReport report : reports()) {
            bytes.merge(
                    ReportKey.of(report).toString(),
                    Base64.getEncoder().encodeToString(codec.encode(report)),
                    (first, second) -> first + " and " + second);
        }
        return bytes;
    }

    List<DeadLetter> letters() {
        return letters;
    }

    /** Counts of what depends on the order of arrival. */
    Map<String, Long> counted() throws Exception {
        harness.prepareSnapshotPreBarrier(2);
        collect();
        return counted;
    }

    int entries() {
        return harness.numKeyedStateEntries();
    }

    int timers() {
        return harness.numProcessingTimeTimers() + harness.numEventTimeTimers();
    }

    private void collect() {
        reported.addAll(harness.extractOutputValues().stream().toList());
        harness.getOutput().clear();
        var told = harness.getSideOutput(Outputs.ALERTS);
        if (told != null) {
            while (!told.isEmpty()) {
                alerts.add(told.remove().getValue());
            }
        }
        var diagnostics = harness.getSideOutput(Outputs.DIAGNOSTICS);
        if (diagnostics != null) {
            while (!diagnostics.isEmpty()) {
                Diagnostics record = diagnostics.remove().getValue();
                for (Counter counter : record.getCounters()) {
                    counted.put(counter.getName(), counter.getCount());
                }
            }
        }
    }

    @Override
    public void close() throws Exception {
        harness.close();
    }
}
