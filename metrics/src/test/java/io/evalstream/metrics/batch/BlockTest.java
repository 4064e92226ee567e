package io.evalstream.metrics.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.state.State;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A block folds to the bits of its rows, and is refused for what one of them is refused for. */
class BlockTest {

    private static final int ROWS = 65_536;
    private static final int CLASSES = 3;

    private static MetricSet metrics(String metric, Map<String, Object> arguments) {
        return MetricSet.of(Map.of(metric, Catalogue.discover().create(metric, arguments, Map.of())));
    }

    private static MetricSet accuracy() {
        return metrics(
                "accuracy", Map.of("task", "multiclass", "num_classes", CLASSES, "input", "logit", "average", "macro"));
    }

    private static State folded(MetricSet set, Batch batch) {
        StateTable table = new ArraysDevice().newTable(set.layout(), set.statistics());
        table.add();
        table.update(batch, new int[batch.size()]);
        return table.read(0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT16", "BFLOAT16", "FLOAT32", "FLOAT64"})
    void aLargeBlockFoldsToTheBitsOfItsRows(DataType type) {
        MetricSet set = accuracy();
        Random draw = new Random(1);
        double[] preds = new double[ROWS * CLASSES];
        double[] target = new double[ROWS];
        for (int i = 0; i < preds.length; i++) {
            preds[i] = type.round(draw.nextGaussian());
        }
        for (int i = 0; i < ROWS; i++) {
            target[i] = draw.nextInt(CLASSES);
        }
        Block block = new Block(set.schema(), ROWS)
                .set(Input.PREDS, preds, type, CLASSES)
                .set(Input.TARGET, target, DataType.INT64);
        assertThat(block.check()).isNull();
        Batch whole = new Batch(set.schema());
        whole.append(block, 7, 100);
        Batch rows = new Batch(set.schema());
        for (int i = 0; i < ROWS; i++) {
            double[] scores = java.util.Arrays.copyOfRange(preds, i * CLASSES, (i + 1) * CLASSES);
            rows.append(
                    new Row(set.schema())
                            .set(Input.PREDS, Cell.Numbers.vector(scores, type))
                            .set(Input.TARGET, Cell.Numbers.scalar(target[i], DataType.INT64)),
                    1,
                    7,
                    100 + i);
        }
        assertThat(folded(set, whole)).isEqualTo(folded(set, rows));
        assertThat(whole.size()).isEqualTo(ROWS);
        assertThat(whole.sequence(ROWS - 1)).isEqualTo(100 + ROWS - 1);
        assertThat(whole.numbers(Input.PREDS).type(ROWS - 1)).isEqualTo(type);
        assertThat(whole.numbers(Input.PREDS).shape(5)).containsExactly(CLASSES);
    }

    @Test
    void aBatchThatWasClearedTakesTheNextBlock() {
        MetricSet set = metrics("mean_absolute_error", Map.of());
        Batch batch = new Batch(set.schema());
        for (int rows : new int[] {3, 200, 2}) {
            batch.clear();
            batch.append(
                    new Block(set.schema(), rows)
                            .set(Input.PREDS, new double[rows], DataType.FLOAT64)
                            .set(Input.TARGET, new double[rows], DataType.FLOAT64),
                    0,
                    0);
            assertThat(batch.size()).isEqualTo(rows);
            assertThat(batch.numbers(Input.TARGET).end(rows - 1)).isEqualTo(rows);
        }
    }

    @Test
    void theFirstBadRowIsNamed() {
        MetricSet set = accuracy();
        double[] preds = new double[4 * CLASSES];
        double[] target = {0, 1, 2, 3};
        Block outside = new Block(set.schema(), 4)
                .set(Input.PREDS, preds, DataType.FLOAT32, CLASSES)
                .set(Input.TARGET, target, DataType.INT64);
        assertThat(Objects.requireNonNull(outside.check()))
                .isEqualTo(new Rejection(
                        Rejection.Reason.OUT_OF_RANGE, "row 3: target holds 3.0; expected a class index from 0 to 2"));
        Block lacking = new Block(set.schema(), 4).set(Input.PREDS, preds, DataType.FLOAT32, CLASSES);
        assertThat(Objects.requireNonNull(lacking.check()).reason()).isEqualTo(Rejection.Reason.MISSING_FIELD);
        Block narrow = new Block(set.schema(), 6)
                .set(Input.PREDS, preds, DataType.FLOAT32, 2)
                .set(Input.TARGET, new double[6], DataType.INT64);
        assertThat(Objects.requireNonNull(narrow.check()).reason()).isEqualTo(Rejection.Reason.WRONG_WIDTH);
    }

    @Test
    void textsAreColumnsToo() {
        MetricSet set = metrics("word_error_rate", Map.of());
        Input preds = set.schema().inputs(Input.Side.PREDICTION).get(0);
        Input target = set.schema().inputs(Input.Side.LABEL).get(0);
        Block block =
                new Block(set.schema(), 2).set(preds, List.of("a b", "c"), 1).set(target, List.of("a b", "d"), 1);
        assertThat(block.check()).isNull();
        Batch batch = new Batch(set.schema());
        batch.append(block, 0, 0);
        assertThat(batch.texts(preds).text(1)).isEqualTo("c");
        assertThat(batch.texts(target).texts(0)).containsExactly("a b");
    }

    @Test
    void aColumnThatDoesNotFillTheRowsIsRefused() {
        Block block = new Block(accuracy().schema(), 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> block.set(Input.TARGET, new double[3], DataType.INT64))
                .withMessageContaining("3 elements");
    }
}
