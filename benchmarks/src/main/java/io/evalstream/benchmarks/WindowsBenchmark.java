package io.evalstream.benchmarks;

import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.FoldOperator;
import io.evalstream.operators.Plans;
import io.evalstream.operators.WindowOperator;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs in the fold and in the windows, by the kind of window: sliding windows share panes, so that an event
 * costs the same however many of them it lies in. Eighty minutes of event time are folded, with a watermark every second.
 * A window is reported when it ends and when it is final, which takes a merge of its panes each time: a cost of the
 * report, whose share of an event is the smaller the more events there are.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 5)
@Measurement(iterations = 4, time = 5)
@Fork(2)
public class WindowsBenchmark {

    private static final int EVENTS = 4_800_000;
    private static final int MINUTES = 80;
    private static final int DISTINCT = 1_000;
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final SerializerConfigImpl CONFIG = new SerializerConfigImpl();

    /** The windows of the plan. */
    @Param({"{kind: tumbling, size: 1m}", "{kind: sliding, size: 1h, step: 1m}"})
    public String window = "";

    private List<PlanSpec> specs = List.of();
    private List<byte[]> predictions = List.of();
    private List<byte[]> labels = List.of();

    /** Encodes the rows: a score and a class each. */
    @Setup
    public void encode() {
        specs = List.of(PlanFile.read("""
                plan: windows
                models: [m]
                arguments: {task: binary, input: probability}
                metrics: [accuracy, f1_score, {metric: auroc, args: {thresholds: 200}}]
                windows: [%s]
                labels: {horizon: 1m}
                """.formatted(window), "the benchmark's plan"));
        Plans plans = Plans.compile(specs);
        RowSchema schema =
                Objects.requireNonNull(plans.find("windows")).metrics().schema();
        RowCodec predictionCodec = new RowCodec(schema, Input.Side.PREDICTION);
        RowCodec labelCodec = new RowCodec(plans.labelSchema(), Input.Side.LABEL);
        predictions = new ArrayList<>(DISTINCT);
        labels = new ArrayList<>(DISTINCT);
        for (int i = 0; i < DISTINCT; i++) {
            double score = (i * 7919 % DISTINCT) / (double) DISTINCT;
            Row row = new Row(schema).set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64));
            predictions.add(predictionCodec.encode(row));
            Row label = new Row(plans.labelSchema())
                    .set(Input.TARGET, Cell.Numbers.scalar(i % 3 == 0 ? 1 : 0, DataType.INT64));
            labels.add(labelCodec.encode(label));
        }
    }

    /** Folds and windows all events; the time is that of one. */
    @Benchmark
    @OperationsPerInvocation(EVENTS)
    public int events() throws Exception {
        int reports = 0;
        try (var fold = new OneInputStreamOperatorTestHarness<>(new FoldOperator(specs, LONGEST_WAIT));
                var windows = new KeyedOneInputStreamOperatorTestHarness<>(
                        new WindowOperator(specs), Partial::series, Serializers.SERIES)) {
            fold.setup(Serializers.PARTIAL.createSerializer(CONFIG));
            windows.setup(new AvroTypeInfo<>(MetricReport.class).createSerializer(CONFIG));
            fold.open();
            windows.open();
            SeriesKey series = SeriesKey.of("windows", "m", "1", "", "", "", "");
            int eventsPerSecond = EVENTS / (MINUTES * 60);
            for (int event = 0; event < EVENTS; event++) {
                long time = event * 1000L / eventsPerSecond;
                fold.processElement(new StreamRecord<>(observation(series, event, time)));
                if ((event + 1) % eventsPerSecond == 0) {
                    fold.processWatermark(new Watermark(time));
                    reports += handOn(fold, windows);
                }
            }
            fold.processWatermark(Watermark.MAX_WATERMARK);
            reports += handOn(fold, windows);
        }
        return reports;
    }

    private Observation observation(SeriesKey series, int event, long time) {
        byte[] prediction = predictions.get(event % DISTINCT);
        byte[] label = labels.get(event % DISTINCT);
        return new Observation(series, "id", time, List.of(), 1, 0, 0, 1, prediction, label, 0, null);
    }

    private static int handOn(
            OneInputStreamOperatorTestHarness<Observation, Partial> fold,
            KeyedOneInputStreamOperatorTestHarness<SeriesKey, Partial, MetricReport> windows)
            throws Exception {
        for (Object element : fold.getOutput()) {
            if (element instanceof Watermark mark) {
                windows.processWatermark(mark);
            } else {
                @SuppressWarnings("unchecked")
                StreamRecord<Partial> partial = (StreamRecord<Partial>) element;
                windows.processElement(partial);
            }
        }
        fold.getOutput().clear();
        int reports = windows.extractOutputValues().size();
        windows.getOutput().clear();
        return reports;
    }
}
