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
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exact sums of many outputs, of numbers as far apart as products of doubles bear, are the same on tensors. */
class WideOutputsTest {

    private static final int STATES = 3;
    private static final List<String> ERRORS = List.of("mean_squared_error", "mean_absolute_error");
    private static final List<String> MOMENTS = List.of("explained_variance", "pearson_corrcoef", "mean_pinball_loss");

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
        // Errors alone, since moments tell squared errors too.
        for (List<String> metrics : List.of(ERRORS, MOMENTS)) {
            check(ofOutputs(metrics, Map.of("num_outputs", width)), width, type, exponents, onDevice);
            check(ofOutputs(metrics, Map.of("num_outputs", width, "weighted", true)), width, type, exponents, onDevice);
        }
    }

    private static void check(MetricSet set, int width, DataType type, int exponents, boolean onDevice) {
        Random random = new Random(width + exponents);
        assertThat(set.statistics()).allMatch(statistic -> statistic.kernel() != null);
        try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                StateTable tensors = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            for (int flush = 0; flush < 2; flush++) {
                for (int state = 0; state < STATES; state++) {
                    arrays.add();
                    tensors.add();
                }
                Batch batch = new Batch(set.schema());
                for (int i = 0; i < 60; i++) {
                    batch.append(row(set, width, type, exponents, random), random.nextInt(7) - 3, 0, i);
                }
                int[] owners = random.ints(60, 0, STATES).toArray();
                arrays.update(batch, owners);
                tensors.update(batch, owners);
                assertThat(tensors.own(0).isEmpty()).as("folded by kernels").isEqualTo(onDevice);
                for (int state = 0; state < STATES; state++) {
                    assertThat(tensors.read(state).toBytes())
                            .as("state " + state)
                            .isEqualTo(arrays.read(state).toBytes());
                }
                arrays.clear();
                tensors.clear();
            }
        }
    }

    /** Digits are not carried on the device, so that the table is emptied before one overflows. */
    @Test
    void rowsThatCountManyTimesLeaveRoomInDigits() {
        MetricSet set = ofOutputs(MOMENTS, Map.of("num_outputs", 2));
        Random random = new Random(1);
        Batch batch = new Batch(set.schema());
        for (int i = 0; i < 4000; i++) {
            batch.append(row(set, 2, DataType.FLOAT64, 1, random), (1L << 40) - 1, 0, i);
        }
        int[] owners = new int[batch.size()];
        try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                StateTable tensors = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            arrays.add();
            tensors.add();
            int emptied = 0;
            for (int i = 0; i < 12; i++) {
                arrays.update(batch, owners);
                tensors.update(batch, owners);
                emptied += tensors.own(0).isEmpty() ? 0 : 1;
            }
            assertThat(emptied).as("updates after which some was on the heap").isBetween(1, 11);
            assertThat(tensors.read(0)).isEqualTo(arrays.read(0));
        }
    }

    private static MetricSet ofOutputs(List<String> names, Map<String, Object> arguments) {
        Catalogue catalogue = Catalogue.discover();
        return MetricSet.of(names.stream()
                .collect(Collectors.toMap(name -> name, name -> catalogue.create(name, arguments, Map.of()))));
    }

    /** Predictions and targets of which some are equal, some zero, and one has the largest exponent. */
    private static Row row(MetricSet set, int width, DataType type, int exponents, Random random) {
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
        return set.schema().inputs().contains(Input.WEIGHTS)
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
