package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact sums of many outputs, of numbers as far apart as products of doubles bear, are the same on tensors. */
class WideOutputsTest {

    private static final int STATES = 3;

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(TensorScope.open()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "2, FLOAT64, 400, true",
        "2, FLOAT64, 403, false",
        "40, FLOAT64, 390, true",
        "40, FLOAT64, 3, true",
        "40, FLOAT32, 100, true",
        "1000, FLOAT32, 1, true",
        "7, INT64, 30, true"
    })
    void sumsOfOutputsHaveEqualBytes(int width, DataType type, int exponents, boolean onDevice) {
        for (boolean weighted : new boolean[] {false, true}) {
            Random random = new Random(width + exponents);
            MetricSet set = ofOutputs(width, weighted);
            assertThat(set.statistics()).allMatch(statistic -> statistic.kernel() != null);
            try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                    StateTable tensors = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
                for (int state = 0; state < STATES; state++) {
                    arrays.add();
                    tensors.add();
                }
                for (int flush = 0; flush < 2; flush++) {
                    Batch batch = new Batch(set.schema());
                    for (int i = 0; i < 60; i++) {
                        batch.append(row(set, width, type, exponents, weighted, random), random.nextInt(7) - 3, 0, i);
                    }
                    int[] owners = random.ints(60, 0, STATES).toArray();
                    arrays.update(batch, owners);
                    tensors.update(batch, owners);
                    assertThat(tensors.own(0).isEmpty()).as("folded by kernels").isEqualTo(onDevice);
                    for (int state = 0; state < STATES; state++) {
                        assertThat(tensors.read(state).toBytes())
                                .as("state " + state + ", weighted " + weighted)
                                .isEqualTo(arrays.read(state).toBytes());
                    }
                    arrays.clear();
                    tensors.clear();
                    for (int state = 0; state < STATES; state++) {
                        arrays.add();
                        tensors.add();
                    }
                }
            }
        }
    }

    private static MetricSet ofOutputs(int width, boolean weighted) {
        Catalogue catalogue = Catalogue.discover();
        Map<String, io.evalstream.metrics.metric.Metric> metrics = new HashMap<>();
        Stream.of("mean_squared_error", "mean_absolute_error", "explained_variance", "pearson_corrcoef")
                .forEach(name -> metrics.put(
                        name,
                        catalogue.create(
                                name,
                                weighted
                                        ? Map.of("num_outputs", width, "weighted", true)
                                        : Map.of("num_outputs", width),
                                Map.of())));
        return MetricSet.of(metrics);
    }

    /** Predictions and targets of which some are equal, some zero, and one has the largest exponent. */
    private static Row row(MetricSet set, int width, DataType type, int exponents, boolean weighted, Random random) {
        double[] predictions = new double[width];
        double[] targets = new double[width];
        for (int i = 0; i < width; i++) {
            predictions[i] = number(type, exponents, random);
            targets[i] = random.nextInt(5) == 0 ? predictions[i] : number(type, exponents, random);
        }
        predictions[0] = type.isInteger() ? 1L << exponents : Math.scalb(1.0, exponents);
        Row row = new Row(set.schema())
                .set(Input.PREDS, new Cell.Numbers(predictions, type, new int[] {width}))
                .set(Input.TARGET, new Cell.Numbers(targets, type, new int[] {width}));
        return weighted
                ? row.set(Input.WEIGHTS, Cell.Numbers.scalar(random.nextInt(4) * random.nextDouble(), DataType.FLOAT64))
                : row;
    }

    private static double number(DataType type, int exponents, Random random) {
        double mantissa = (1 + random.nextDouble()) / 2 * (random.nextBoolean() ? 1 : -1);
        double number =
                random.nextInt(9) == 0 ? 0 : Math.scalb(mantissa, random.nextInt(2 * exponents) - exponents + 1);
        return type.isInteger() ? Math.rint(number) : type.round(number);
    }
}
