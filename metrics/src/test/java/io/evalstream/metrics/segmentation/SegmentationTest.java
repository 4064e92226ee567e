package io.evalstream.metrics.segmentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Small masks worked out by hand: the formats say the same, and classes that are absent. */
class SegmentationTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    /** Classes 0 and 1 of 3: predicted 0 0 1 1, true 0 1 1 1. */
    private static final Cell PREDICTED = mask(new int[] {2, 2}, 0, 0, 1, 1);

    private static final Cell TRUE = mask(new int[] {2, 2}, 0, 1, 1, 1);
    private static final Cell TRUE_BY_CLASS = mask(new int[] {3, 2, 2}, 1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0);

    @Test
    void aClassThatNoMaskHasDoesNotCount() {
        assertThat(value("mean_iou", Map.of("num_classes", 3, "input_format", "index"), PREDICTED, TRUE))
                .isEqualTo(Value.scalar((1 / 2.0 + 2 / 3.0) / 2));
        assertThat(value("dice_score", Map.of("num_classes", 3, "input_format", "index"), PREDICTED, TRUE))
                .isEqualTo(Value.scalar((2 / 3.0 + 4 / 5.0) / 2));
    }

    @Test
    void theFormatsSayTheSame() {
        Map<String, ?> mixed = Map.of("num_classes", 3, "input_format", "mixed", "per_class", true);
        Map<String, ?> index = Map.of("num_classes", 3, "input_format", "index", "per_class", true);
        assertThat(value("mean_iou", mixed, PREDICTED, TRUE_BY_CLASS))
                .isEqualTo(value("mean_iou", index, PREDICTED, TRUE));
    }

    @Test
    void rowsMaySayHowManyClassesThereAre() {
        Value value = value("mean_iou", Map.of("per_class", true), TRUE_BY_CLASS, TRUE_BY_CLASS);
        assertThat(value).isEqualTo(Value.vector(1, 1, Double.NaN));
        assertThatThrownBy(() -> set("mean_iou", Map.of("input_format", "index")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("num_classes");
    }

    @Test
    void aClassThatARowsTrueMaskLacksWeighsNothingThere() {
        // Class 1 is predicted once and never true: only class 0 weighs, 2·3 / (3 + 4).
        Value value = value(
                "generalized_dice_score",
                Map.of("num_classes", 2, "input_format", "index"),
                mask(new int[] {4}, 0, 0, 0, 1),
                mask(new int[] {4}, 0, 0, 0, 0));
        assertThat(((Value.Scalar) value).value()).isCloseTo(6 / 7.0, within(1e-12));
    }

    @Test
    void spacingStretchesTheImageAlongOneSide() {
        // One pixel each, 1 row and 2 columns apart, in an image that is not a square.
        Cell one = mask(new int[] {2, 3}, 1, 0, 0, 0, 0, 0);
        Cell other = mask(new int[] {2, 3}, 0, 0, 0, 0, 0, 1);
        assertThat(hausdorff("euclidean", List.of(1, 1), one, other)).isCloseTo(Math.sqrt(5), within(1e-12));
        assertThat(hausdorff("euclidean", List.of(3, 2), one, other)).isEqualTo(5);
        assertThat(hausdorff("chessboard", List.of(1, 1), one, other)).isEqualTo(2);
        assertThat(hausdorff("taxicab", List.of(1, 1), one, other)).isEqualTo(3);
    }

    @Test
    void theInsideOfAMaskIsNoEdge() {
        Edge edge = Edge.of(new boolean[] {true, true, true, true, true, true, true, true, true}, 3);
        assertThat(edge.size()).isEqualTo(8);
    }

    @Test
    void aClassThatOnlyOneMaskHasIsInfinitelyFarAndOneThatNoneHasIsRejected() {
        Map<String, ?> arguments = Map.of("num_classes", 2, "input_format", "index");
        Cell without = mask(new int[] {1, 2}, 0, 0);
        assertThat(value("hausdorff_distance", arguments, mask(new int[] {1, 2}, 0, 1), without))
                .isInstanceOf(Value.Undefined.class);
        MetricSet set = set("hausdorff_distance", arguments);
        assertThat(set.schema().check(row(set, without, without))).isNotNull();
    }

    private static double hausdorff(String metric, List<?> spacing, Cell preds, Cell target) {
        Map<String, ?> arguments =
                Map.of("num_classes", 2, "input_format", "index", "distance_metric", metric, "spacing", spacing);
        return ((Value.Scalar) value("hausdorff_distance", arguments, preds, target)).value();
    }

    private static MetricSet set(String name, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }

    private static Value value(String name, Map<String, ?> arguments, Cell preds, Cell target) {
        MetricSet set = set(name, arguments);
        Row row = row(set, preds, target);
        assertThat(set.schema().check(row)).isNull();
        return Objects.requireNonNull(
                set.compute(Fold.of(set, List.of(new Event(row, 1, 0, 0)))).get("it"));
    }

    private static Row row(MetricSet set, Cell preds, Cell target) {
        return new Row(set.schema()).set(Input.PREDS, preds).set(Input.TARGET, target);
    }

    private static Cell mask(int[] shape, double... values) {
        return new Cell.Numbers(values, DataType.INT64, shape);
    }
}
