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
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products of matrices of doubles leave, bit for bit, the sums of 128 bits that loops over integers leave. */
class FixedSumsTest {

    private static final Input FEATURES = Input.numbers("features", Input.Side.PREDICTION);
    private static final Input REAL = Input.numbers("real", Input.Side.PREDICTION);

    @BeforeEach
    void torchIsThere() {
        Torch.assume();
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(TensorScope.open()).isZero();
    }

    /** From features of which no product has to be cut to such as only parts on both sides hold. */
    @ParameterizedTest
    @CsvSource({
        "1, 24, 1, 30, 1",
        "3, 0, 0, 100, 1",
        "5, 4, 8, 2500, 3",
        "7, 24, 0x1p-20, 900, 2",
        "64, 24, 4, 900, 5",
        "500, 24, 4, 60, 2",
        "33, 24, 1000, 700, 3",
        "16, 24, 0x1p19, 5000, 2",
        "16, 40, 8, 2100, 1",
        "9, 24, 0x1p19, 40, 2000",
        "9, 24, 1, 40, 100000",
        "2, 24, 0x1p19, 300000, 1"
    })
    void productsOfFeaturesHaveEqualBytes(int width, int bits, double magnitude, int rows, int times) {
        check("cpu", width, bits, magnitude, rows, times);
    }

    @ParameterizedTest
    @Tag("gpu")
    @CsvSource({"5, 4, 8, 2500, 3", "64, 24, 4, 900, 5", "16, 24, 0x1p19, 5000, 2", "2100, 24, 4, 40, 1"})
    void productsOfFeaturesHaveEqualBytesOnAGpu(int width, int bits, double magnitude, int rows, int times) {
        Torch.assumeGpu();
        check("cuda:0", width, bits, magnitude, rows, times);
    }

    private static void check(String device, int width, int bits, double magnitude, int rows, int times) {
        Random random = new Random(width);
        MetricSet set = moments(width, bits);
        int states = 4;
        try (StateTable arrays = new ArraysDevice().newTable(set.layout(), set.statistics());
                StateTable tensors = new TorchDevice(device).newTable(set.layout(), set.statistics())) {
            for (int state = 0; state < states; state++) {
                arrays.add();
                tensors.add();
            }
            for (int flush = 0; flush < 2; flush++) {
                Batch batch = batch(set, rows, width, magnitude, times, random);
                int[] owners = random.ints(rows, 0, states - 1).toArray();
                arrays.update(batch, owners);
                tensors.update(batch, owners);
            }
            boolean onDevice = tensors.own(0).isEmpty();
            assertThat(onDevice).as("folded by the kernel").isEqualTo(times <= 2048);
            for (int state = 0; state < states; state++) {
                assertThat(tensors.read(state).toBytes())
                        .as("state " + state)
                        .isEqualTo(arrays.read(state).toBytes());
            }
        }
    }

    @Test
    void aWideTableBeginsWithRoomForOneState() {
        MetricSet set = moments(600, 24);
        try (StateTable table = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            table.add();
            Batch batch = batch(set, 2, 600, 1, 1, new Random(1));
            table.update(batch, new int[2]);
            assertThat(table.nativeBytes()).isBetween(8_600_000L, 9_000_000L);
        }
    }

    private static MetricSet moments(int width, int bits) {
        return MetricSet.of(Map.of(
                "fid",
                Catalogue.discover()
                        .create(
                                "frechet_inception_distance",
                                Map.of("feature", width, "feature_bits", bits),
                                Map.of())));
    }

    /** Features up to a magnitude, which some have, and multiplicities that add and take back up to so often. */
    private static Batch batch(MetricSet set, int rows, int width, double magnitude, int times, Random random) {
        Batch batch = new Batch(set.schema());
        for (int i = 0; i < rows; i++) {
            double[] features =
                    random.doubles(width, -magnitude, Math.nextUp(magnitude)).toArray();
            features[random.nextInt(width)] = random.nextBoolean() ? magnitude : -magnitude;
            long multiplicity = i == 0 ? times : (random.nextInt(4) == 0 ? -1L : 1L) * random.nextInt(times + 1);
            Row row = new Row(set.schema())
                    .set(FEATURES, new Cell.Numbers(features, DataType.FLOAT64, new int[] {width}))
                    .set(REAL, Cell.Numbers.scalar(random.nextInt(2), DataType.INT64));
            batch.append(row, multiplicity, 0, i);
        }
        return batch;
    }
}
