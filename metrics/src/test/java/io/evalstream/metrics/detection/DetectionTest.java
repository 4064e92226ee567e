package io.evalstream.metrics.detection;

import static io.evalstream.metrics.detection.ObjectColumns.PREDS;
import static io.evalstream.metrics.detection.ObjectColumns.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Overlaps of boxes and panoptic segments, worked out by hand. */
class DetectionTest {

    private static final double[] LEFT = {0, 0, 2, 2};
    private static final double[] RIGHT = {1, 0, 3, 2};
    private static final double[] FAR = {9, 0, 10, 1};

    @Test
    void everyPairOfOneClassCounts() {
        Images images = new Images("intersection_over_union", Map.of("class_metrics", true))
                .boxes(PREDS, LEFT, FAR, RIGHT)
                .labels(PREDS, 4, 4, 6)
                .boxes(TARGET, LEFT, FAR)
                .labels(TARGET, 4, 4)
                .image();
        // Two found in full, and two pairs that do not touch.
        assertThat(images.number("iou")).isEqualTo(0.5);
        assertThat(images.number("iou/cl_4")).isEqualTo(0.5);
        assertThat(images.number("iou/cl_6")).isZero();
    }

    @Test
    void pairsBelowTheThresholdDoNotCount() {
        Images images = new Images("intersection_over_union", Map.of("iou_threshold", 0.3, "respect_labels", false))
                .boxes(PREDS, LEFT, RIGHT)
                .labels(PREDS, 0, 1)
                .boxes(TARGET, LEFT, FAR)
                .labels(TARGET, 0, 2)
                .image();
        assertThat(images.number("iou")).isCloseTo((1 + 1 / 3.0) / 2, within(1e-12));
    }

    @Test
    void anObjectOfAnImageWithoutDetectionsCountsAsNothing() {
        Images images = new Images("intersection_over_union", Map.of("class_metrics", true))
                .boxes(PREDS)
                .labels(PREDS)
                .boxes(TARGET, LEFT)
                .labels(TARGET, 1)
                .image()
                .boxes(PREDS, LEFT)
                .labels(PREDS, 1)
                .boxes(TARGET, LEFT)
                .labels(TARGET, 1)
                .image();
        assertThat(images.number("iou")).isEqualTo(0.5);
        assertThat(images.number("iou/cl_1")).isEqualTo(0.5);
    }

    @Test
    void theOthersTakeOffForEmptinessDistanceAndShape() {
        // Side by side with 2 of 6 in common, in a box of 3 by 2 that they fill; 1 apart.
        assertThat(BoxOverlap.GIOU.of(LEFT, RIGHT)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(BoxOverlap.DIOU.of(LEFT, RIGHT)).isCloseTo(1 / 3.0 - 1 / 13.0, within(1e-8));
        assertThat(BoxOverlap.CIOU.of(LEFT, RIGHT)).isEqualTo(BoxOverlap.DIOU.of(LEFT, RIGHT));
        // 10 by 2 around areas of 4 and 1.
        assertThat(BoxOverlap.GIOU.of(LEFT, FAR)).isCloseTo(-15 / 20.0, within(1e-12));
        double[] tall = {0, 0, 1, 2};
        double turn = Math.atan(1) - Math.atan(0.5);
        double aspect = 4 / (Math.PI * Math.PI) * turn * turn;
        assertThat(BoxOverlap.CIOU.of(LEFT, tall))
                .isCloseTo(0.5 - 0.25 / 8 - aspect * aspect / (0.5 + aspect), within(1e-7));
    }

    @Test
    void boxesWithoutAreaOverlapNothing() {
        double[] point = {1, 1, 1, 1};
        double[] swapped = {2, 2, 0, 0};
        for (BoxOverlap overlap : BoxOverlap.values()) {
            assertThat(overlap.of(point, point)).isZero();
            assertThat(overlap.of(swapped, LEFT)).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void theFormatsSayTheSame() {
        Map<String, double[]> formats =
                Map.of("xyxy", RIGHT, "xywh", new double[] {1, 0, 2, 2}, "cxcywh", new double[] {2, 1, 2, 2});
        formats.forEach((format, box) -> {
            Images images = new Images("generalized_intersection_over_union", Map.of("box_format", format))
                    .boxes(PREDS, box)
                    .labels(PREDS, 0)
                    .boxes(TARGET, box)
                    .labels(TARGET, 0)
                    .image();
            assertThat(images.number("giou")).isEqualTo(1);
        });
    }

    @Test
    void segmentsMatchAboveHalf() {
        // Things 0 and 1, stuff 6. Thing 0 lies on 3 of 4 pixels; the fourth pixel of stuff is taken for thing 1.
        double[] target = {0, 1, 0, 1, 0, 1, 0, 1, 6, 0, 6, 0, 6, 0, 6, 9};
        double[] preds = {0, 5, 0, 5, 0, 5, 6, 0, 6, 0, 6, 0, 6, 3, 1, 0};
        assertThat(panoptic("panoptic_quality", Map.of("return_per_class", true), preds, target))
                .isEqualTo(Value.matrix(1, 3, new double[] {3 / 4.0, 0, 3 / 5.0}));
        assertThat(((Value.Scalar) panoptic("panoptic_quality", Map.of(), preds, target)).value())
                .isCloseTo((0.75 + 0 + 0.6) / 3, within(1e-12));
        assertThat(((Value.Tensor) panoptic("panoptic_quality", Map.of("return_sq_and_rq", true), preds, target))
                        .values()[2])
                .isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void modifiedQualityTakesEveryOverlapOfStuff() {
        double[] target = {6, 0, 6, 0, 6, 0, 6, 0};
        double[] preds = {6, 0, 0, 1, 0, 1, 0, 1};
        // A quarter of the stuff is found, and one thing is made up.
        assertThat(((Value.Scalar) panoptic("modified_panoptic_quality", Map.of(), preds, target)).value())
                .isCloseTo((0.25 + 0) / 2, within(1e-12));
        assertThat(((Value.Scalar) panoptic("panoptic_quality", Map.of(), preds, target)).value())
                .isZero();
    }

    @Test
    void unknownCategoriesAreRejectedOrCountNowhere() {
        double[] target = {0, 1, 0, 1, 99, 0};
        double[] preds = {0, 1, 99, 0, 0, 1};
        Images strict = new Images("panoptic_quality", Map.of("things", List.of(0), "stuffs", List.of(1)));
        strict.column(Input.PREDS, DataType.INT64, new int[] {3, 2}, preds)
                .column(Input.TARGET, DataType.INT64, new int[] {3, 2}, target);
        assertThat(Objects.requireNonNull(strict.rejection()).message()).contains("99");
        assertThat(panoptic("panoptic_quality", Map.of("allow_unknown_preds_category", true), preds, target))
                .isEqualTo(Value.scalar(1));
        assertThatThrownBy(() -> new Images("panoptic_quality", Map.of("things", List.of(0), "stuffs", List.of(0))))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("category 0");
    }

    private static Value panoptic(String metric, Map<String, ?> more, double[] preds, double[] target) {
        Map<String, Object> arguments = new HashMap<>(more);
        arguments.put("things", List.of(0, 1));
        arguments.put("stuffs", List.of(6));
        int[] shape = {preds.length / 2, 2};
        return new Images(metric, arguments)
                .column(Input.PREDS, DataType.INT64, shape, preds)
                .column(Input.TARGET, DataType.INT64, shape, target)
                .image()
                .value();
    }
}
