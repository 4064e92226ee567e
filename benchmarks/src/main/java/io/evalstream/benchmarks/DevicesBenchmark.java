package io.evalstream.benchmarks;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.torch.Devices;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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
 * What a batch costs on each device, by the width of its vectors, its rows, and the series that they belong to: folded
 * once, and then all states read. The kinds of metrics: those that only compare (accuracy among the first and the first
 * five), those that take a softmax (calibration of logits), those that add up errors of many outputs exactly (mean squared
 * error and correlation), and those that take the product of every two numbers (the Fréchet distance of features).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class DevicesBenchmark {

    private static final Input FEATURES = Input.numbers("features", Input.Side.PREDICTION);
    private static final Input REAL = Input.numbers("real", Input.Side.PREDICTION);

    /** The device; {@code torch:cuda:0} where there is one. */
    @Param({"arrays", "torch:cpu"})
    public String device = "";

    @Param({"2", "10", "100", "1000", "10000", "50000"})
    public int width;

    @Param({"128", "1024"})
    public int rows;

    @Param({"1", "1000"})
    public int series;

    /** {@code outputs} and {@code products} too; the latter for widths up to some thousands. */
    @Param({"compare", "softmax"})
    public String metrics = "";

    private MetricSet set = MetricSet.of(Map.of());
    private Batch batch = new Batch(set.schema());
    private StateTable table = Devices.open(Devices.ARRAYS).newTable(set.layout(), set.statistics());
    private List<Row> drawn = List.of();
    private int[] owners = {};

    /** Draws the batch. */
    @Setup(Level.Trial)
    public void draw() {
        set = set(Catalogue.discover());
        Random random = new Random(1);
        batch = new Batch(set.schema());
        drawn = new ArrayList<>();
        owners = new int[rows];
        for (int i = 0; i < rows; i++) {
            Cell vector = vector(random);
            Row row = new Row(set.schema());
            switch (metrics) {
                case "products" -> row.set(FEATURES, vector).set(REAL, Cell.Numbers.scalar(1, DataType.INT64));
                case "outputs" -> row.set(Input.PREDS, vector).set(Input.TARGET, vector(random));
                default ->
                    row.set(Input.PREDS, vector)
                            .set(Input.TARGET, Cell.Numbers.scalar(random.nextInt(width), DataType.INT64));
            }
            drawn.add(row);
            owners[i] = random.nextInt(series);
        }
        table = Devices.open(device).newTable(set.layout(), set.statistics());
    }

    private Cell vector(Random random) {
        double[] numbers = new double[width];
        for (int i = 0; i < width; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return new Cell.Numbers(numbers, DataType.FLOAT32, new int[] {width});
    }

    private MetricSet set(Catalogue catalogue) {
        return switch (metrics) {
            case "compare" ->
                MetricSet.of(Map.of(
                        "first", metric(catalogue, "multiclass_accuracy", Map.of("average", "micro")),
                        "five",
                                metric(
                                        catalogue,
                                        "multiclass_accuracy",
                                        Map.of("average", "micro", "top_k", Math.min(5, width)))));
            case "softmax" ->
                MetricSet.of(Map.of("calibration", metric(catalogue, "multiclass_calibration_error", Map.of())));
            case "outputs" ->
                MetricSet.of(Map.of(
                        "error", catalogue.create("mean_squared_error", Map.of("num_outputs", width), Map.of()),
                        "correlation", catalogue.create("pearson_corrcoef", Map.of("num_outputs", width), Map.of())));
            case "products" ->
                MetricSet.of(Map.of(
                        "distance",
                        catalogue.create("frechet_inception_distance", Map.of("feature", width), Map.of())));
            default -> throw new IllegalArgumentException(metrics + "; expected compare, softmax, outputs or products");
        };
    }

    private Metric metric(Catalogue catalogue, String name, Map<String, Object> more) {
        Map<String, Object> arguments = new HashMap<>(more);
        arguments.put("num_classes", width);
        arguments.put("input", "logit");
        return catalogue.create(name, arguments, Map.of());
    }

    /** Gives the table's memory back. */
    @TearDown(Level.Trial)
    public void close() {
        table.close();
    }

    /** Fills the batch again, so that nothing is left of what the last call derived from it. Not measured. */
    @Setup(Level.Invocation)
    public void fill() {
        batch.clear();
        for (int i = 0; i < drawn.size(); i++) {
            batch.append(drawn.get(i), 1, 0, i);
        }
    }

    /** Folds the batch and reads the states; the time is that of the batch. */
    @Benchmark
    public long fold() {
        while (table.size() < series) {
            table.add();
        }
        table.update(batch, owners);
        long words = 0;
        for (int row = 0; row < series; row++) {
            words += table.read(row).words()[0];
        }
        table.clear();
        return words;
    }
}
