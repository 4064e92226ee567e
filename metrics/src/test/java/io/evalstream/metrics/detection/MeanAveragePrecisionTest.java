package io.evalstream.metrics.detection;

import static io.evalstream.metrics.detection.ObjectColumns.PREDS;
import static io.evalstream.metrics.detection.ObjectColumns.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Images with few boxes, worked out by hand. */
class MeanAveragePrecisionTest {

    private static final double[] HERE = {10, 10, 20, 20};
    private static final double[] THERE = {50, 50, 70, 70};
    private static final double[] ELSEWHERE = {200, 200, 220, 230};

    @Test
    void aWrongDetectionBeforeTheRightOneHalvesPrecision() {
        Images images = images(Map.of())
                .boxes(PREDS, THERE, HERE)
                .labels(PREDS, 0, 0)
                .scores(0.9, 0.8)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0)
                .image();
        assertThat(images.number("map")).isCloseTo(0.5, within(1e-12));
        assertThat(images.number("mar_1")).isZero();
        assertThat(images.number("mar_10")).isEqualTo(1);
    }

    @Test
    void detectionsOfEqualScoreEnterTogether() {
        for (double[][] order : new double[][][] {{HERE, THERE}, {THERE, HERE}}) {
            Images images = images(Map.of());
            for (double[] detected : order) {
                images.boxes(PREDS, detected)
                        .labels(PREDS, 0)
                        .scores(0.5)
                        .boxes(TARGET, detected == HERE ? HERE : ELSEWHERE)
                        .labels(TARGET, 0)
                        .image();
            }
            // One of two found, at a precision of one half, up to a recall of one half: 51 of 101 recalls.
            assertThat(images.number("map")).isCloseTo(0.5 * 51 / 101, within(1e-12));
        }
    }

    @Test
    void whatIsFoundInACrowdIsNeitherRightNorWrong() {
        Images images = images(Map.of())
                .boxes(PREDS, HERE, THERE, new double[] {51, 51, 60, 60})
                .labels(PREDS, 0, 0, 0)
                .scores(0.5, 0.9, 0.8)
                .boxes(TARGET, THERE, HERE)
                .labels(TARGET, 0, 0)
                .column(ObjectColumns.CROWD, DataType.INT64, new int[] {2}, 1, 0)
                .image();
        assertThat(images.number("map")).isCloseTo(1, within(1e-12));
    }

    @Test
    void aGivenAreaDecidesTheRange() {
        Images images = images(Map.of())
                .boxes(PREDS, HERE)
                .labels(PREDS, 0)
                .scores(0.5)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0)
                .column(ObjectColumns.AREA, DataType.FLOAT32, new int[] {1}, 5000)
                .image();
        assertThat(images.number("map_medium")).isCloseTo(1, within(1e-12));
        assertThat(images.named("map_small")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void imagesWithoutObjectsCount() {
        Images images = images(Map.of("class_metrics", true))
                .boxes(PREDS)
                .labels(PREDS)
                .scores()
                .boxes(TARGET)
                .labels(TARGET)
                .image();
        assertThat(images.named("map")).isInstanceOf(Value.Undefined.class);
        assertThat(images.named("classes")).isEqualTo(Value.vector());
        images.boxes(PREDS, HERE)
                .labels(PREDS, 0)
                .scores(0.9)
                .boxes(TARGET)
                .labels(TARGET)
                .image()
                .boxes(PREDS)
                .labels(PREDS)
                .scores()
                .boxes(TARGET, HERE)
                .labels(TARGET, 0)
                .image()
                .boxes(PREDS, HERE, THERE)
                .labels(PREDS, 0, 7)
                .scores(0.8, 0.7)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0)
                .image();
        // Wrong, then right: one of two, at one half. Class 7 has no true object and is left out.
        assertThat(images.number("map")).isCloseTo(0.5 * 51 / 101, within(1e-12));
        assertThat(images.named("classes")).isEqualTo(Value.vector(0, 7));
        assertThat(((Value.Tensor) images.named("map_per_class")).values()[1]).isNaN();
    }

    @Test
    void microTakesAllClassesForOne() {
        Images images = images(Map.of("average", "micro", "class_metrics", true))
                .boxes(PREDS, HERE)
                .labels(PREDS, 3)
                .scores(0.9)
                .boxes(TARGET, HERE)
                .labels(TARGET, 5)
                .image();
        assertThat(images.number("map")).isCloseTo(1, within(1e-12));
        assertThat(images.named("classes")).isEqualTo(Value.vector(3, 5));
        assertThat(images.named("map_per_class")).isEqualTo(Value.vector(Double.NaN, 0));
    }

    @Test
    void masksAndBoxesAreJudgedApart() {
        // Equal boxes; the masks have 1 of 3 pixels in common.
        Images images = images(Map.of("iou_type", List.of("bbox", "segm"), "iou_thresholds", List.of(0.3, 0.5)))
                .boxes(PREDS, HERE)
                .labels(PREDS, 0)
                .scores(0.9)
                .column(PREDS.masks(), DataType.BOOL, new int[] {1, 2, 2}, 1, 1, 0, 0)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0)
                .column(TARGET.masks(), DataType.BOOL, new int[] {1, 2, 2}, 0, 1, 1, 0)
                .image();
        assertThat(images.number("bbox_map")).isCloseTo(1, within(1e-12));
        assertThat(images.number("segm_map")).isCloseTo(0.5, within(1e-12));
        assertThat(images.number("segm_map_50")).isZero();
        assertThat(images.named("segm_map_75")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void allCurvesAreReportedWhereTheyAreAskedFor() {
        Images images = images(Map.of("extended_summary", true, "rec_thresholds", List.of(0, 0.5, 1)))
                .boxes(PREDS, HERE)
                .labels(PREDS, 0)
                .scores(0.75)
                .boxes(TARGET, HERE, THERE)
                .labels(TARGET, 0, 0)
                .image();
        Value.Tensor precision = (Value.Tensor) images.named("precision");
        assertThat(precision.shape()).containsExactly(10, 3, 1, 4, 3);
        // The first overlap, all areas, the first limit, by recall.
        assertThat(precision.values()[0]).isCloseTo(1, within(1e-12));
        assertThat(precision.values()[12]).isCloseTo(1, within(1e-12));
        assertThat(precision.values()[24]).isZero();
        assertThat(((Value.Tensor) images.named("scores")).values()[12]).isEqualTo(0.75);
        assertThat(((Value.Tensor) images.named("recall")).shape()).containsExactly(10, 1, 4, 3);
    }

    @Test
    void rowsWhoseColumnsDoNotFitAreRejected() {
        Images images = images(Map.of());
        images.boxes(PREDS, HERE)
                .labels(PREDS, 0)
                .scores(0.9, 0.8)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0);
        assertThat(Objects.requireNonNull(images.rejection()).message()).contains("preds_scores", "1 labels");
        images.boxes(PREDS, HERE)
                .labels(PREDS, 0, 1)
                .scores(0.9, 0.8)
                .boxes(TARGET, HERE)
                .labels(TARGET, 0);
        assertThat(Objects.requireNonNull(images.rejection()).message()).contains("preds_boxes", "[2, 4]");
        Images masks = images(Map.of("iou_type", "segm"));
        masks.labels(PREDS, 0).scores(0.9).column(PREDS.masks(), DataType.BOOL, new int[] {1, 1, 2}, 1, 0);
        masks.labels(TARGET, 0).column(TARGET.masks(), DataType.BOOL, new int[] {1, 2, 1}, 1, 0);
        assertThat(Objects.requireNonNull(masks.rejection()).message()).contains("[1, 2, 1]");
    }

    @Test
    void wrongArgumentsAreRefused() {
        for (Map<String, ?> arguments : List.<Map<String, ?>>of(
                Map.of("iou_type", "poly"),
                Map.of("iou_thresholds", 0.5),
                Map.of("rec_thresholds", List.of(2)),
                Map.of("max_detection_thresholds", List.of(1, 10)))) {
            assertThatThrownBy(() -> images(arguments))
                    .isInstanceOf(PlanException.class)
                    .hasMessageContaining(arguments.keySet().iterator().next());
        }
    }

    private static Images images(Map<String, ?> arguments) {
        return new Images("mean_average_precision", arguments);
    }
}
