package io.evalstream.benchmarks;

import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.operators.WindowOperator;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to merge a partial state of the moments of wide features into its pane, in keyed state and on a device
 * before it, for four series in turn.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 4, time = 3)
@Fork(1)
public class WideWindowsBenchmark {

    private static final int ROWS = 16;
    private static final int SERIES = 4;

    /** The device; {@code torch:cuda:0} where there is one. */
    @Param({"arrays", "torch:cpu"})
    public String device = "";

    @Param({"heap", "rocksdb"})
    public String backend = "";

    @Param({"64", "512"})
    public int features;

    private List<PlanSpec> specs = List.of();
    private final List<Partial> partials = new ArrayList<>();
    private @Nullable KeyedOneInputStreamOperatorTestHarness<SeriesKey, Folded, MetricReport> opened;
    private int next;

    /** Folds the partial states. */
    @Setup(Level.Trial)
    public void fold() {
        specs = List.of(PlanFile.read("""
                plan: moments
                models: [m]
                metrics: [{metric: frechet_inception_distance, args: {feature: %d}}]
                windows: [{kind: tumbling, size: 1h}]
                """.formatted(features), "the benchmark's plan"));
        Plan plan = Objects.requireNonNull(Plans.compile(specs).find("moments"));
        Random random = new Random(1);
        for (int series = 0; series < SERIES; series++) {
            Batch batch = new Batch(plan.metrics().schema());
            for (int i = 0; i < ROWS; i++) {
                double[] drawn = new double[features];
                for (int j = 0; j < features; j++) {
                    drawn[j] = (float) random.nextGaussian();
                }
                Row row = new Row(plan.metrics().schema())
                        .set(
                                Input.numbers("features", Input.Side.PREDICTION),
                                new Cell.Numbers(drawn, DataType.FLOAT32, new int[] {features}))
                        .set(Input.numbers("real", Input.Side.PREDICTION), Cell.Numbers.scalar(i % 2, DataType.INT64));
                batch.append(row, 1, 0, i);
            }
            try (StateTable table =
                    new ArraysDevice().newTable(plan.layout(), plan.metrics().statistics())) {
                table.add();
                table.update(batch, new int[ROWS]);
                SeriesKey key = SeriesKey.of("moments", "m", "" + series, "", "", "", "");
                partials.add(new Partial(key, "", 0, null, table.read(0).toBytes()));
            }
        }
    }

    /** Opens the operator. */
    @Setup(Level.Iteration)
    public void open() throws Exception {
        var windows = new KeyedOneInputStreamOperatorTestHarness<>(
                new WindowOperator(specs, new DeviceChoice(device)), Folded::series, Serializers.SERIES);
        windows.setStateBackend(
                backend.equals("rocksdb") ? new EmbeddedRocksDBStateBackend() : new HashMapStateBackend());
        windows.setup(new AvroTypeInfo<>(MetricReport.class).createSerializer(new SerializerConfigImpl()));
        windows.open();
        opened = windows;
    }

    /** Closes the operator. */
    @TearDown(Level.Iteration)
    public void close() throws Exception {
        Objects.requireNonNull(opened).close();
    }

    /** Merges a partial state. */
    @Benchmark
    public void merge() throws Exception {
        Objects.requireNonNull(opened).processElement(new StreamRecord<>(partials.get(next++ % SERIES)));
    }
}
