package io.evalstream.metrics.detection;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Metrics of detected objects. A row is an image. */
public final class DetectionFamily implements MetricFamily {

    private static final String PAIRS =
            "averaged over all pairs of a detection and a true object of an image that count; an object of an image whose"
                    + " other side is empty counts as 0. A row is an image: preds_boxes [n, 4], preds_labels [n],"
                    + " target_boxes [m, 4], target_labels [m]";

    private static final Parameter BOX_FORMAT = Parameter.choice(
            "box_format",
            "xyxy",
            "what the four numbers of a box are: two corners, corner and size, or centre and size",
            "xyxy",
            "xywh",
            "cxcywh");
    private static final Parameter CLASS_METRICS =
            Parameter.flag("class_metrics", false, "whether each class has a value of its own too");

    @Override
    public String name() {
        return "detection";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MeanAveragePrecision.definition(BOX_FORMAT, CLASS_METRICS),
                overlap("intersection_over_union", BoxOverlap.IOU)
                        .torchMetrics("IntersectionOverUnion")
                        .summary("Mean intersection over union of boxes.")
                        .formula("|A∩B| / |A∪B|, " + PAIRS),
                overlap("generalized_intersection_over_union", BoxOverlap.GIOU)
                        .torchMetrics("GeneralizedIntersectionOverUnion")
                        .summary("Mean intersection over union of boxes, less the emptiness around them.")
                        .formula(
                                "IoU − (|C| − |A∪B|) / |C| with C the smallest box around both (Rezatofighi and others,"
                                        + " CVPR 2019), " + PAIRS),
                overlap("distance_intersection_over_union", BoxOverlap.DIOU)
                        .torchMetrics("DistanceIntersectionOverUnion")
                        .summary("Mean intersection over union of boxes, less the distance of their centres.")
                        .formula("IoU − d² / (c² + 1e-7) with d the distance of the centres and c the diagonal of the"
                                + " smallest box around both (Zheng and others, AAAI 2020), " + PAIRS),
                overlap("complete_intersection_over_union", BoxOverlap.CIOU)
                        .torchMetrics("CompleteIntersectionOverUnion")
                        .summary("Mean intersection over union of boxes, less distance and difference of shape.")
                        .formula(
                                "DIoU − v² / (1 − IoU + v + 1e-7) with v = 4/π² · (atan(w/h) − atan(w'/h'))² (Zheng and"
                                        + " others, AAAI 2020), " + PAIRS),
                PanopticMetrics.quality(),
                PanopticMetrics.modified());
    }

    private static MetricDefinition overlap(String name, BoxOverlap overlap) {
        return MetricDefinition.of(name, given -> metric(given, overlap))
                .parameters(List.of(
                        BOX_FORMAT,
                        Parameter.number("iou_threshold", null, "pairs that overlap less do not count"),
                        CLASS_METRICS,
                        Parameter.flag("respect_labels", true, "whether only pairs of one class count"),
                        Parameter.integer(
                                        "max_distinct",
                                        1 << 16,
                                        "largest number of entries that are remembered where `class_metrics` is given")
                                .atLeast(1)));
    }

    private static Metric metric(Arguments given, BoxOverlap overlap) {
        PairOverlaps pairs = new PairOverlaps(
                overlap,
                BoxFormat.valueOf(given.text("box_format").toUpperCase(Locale.ROOT)),
                given.numberOrNull("iou_threshold"),
                given.flag("respect_labels"));
        OverlapSum sum = new OverlapSum(pairs);
        if (!given.flag("class_metrics")) {
            return Metric.of(
                    given.metric(),
                    sum,
                    true,
                    memory -> new Value.Named(Map.of(overlap.word(), OverlapSum.mean(memory))));
        }
        ClassOverlaps byClass = new ClassOverlaps(pairs, given.integer("max_distinct"));
        return new Metric(
                given.metric(),
                List.of(sum, byClass),
                memories -> {
                    Map<String, Value> values = new LinkedHashMap<>();
                    values.put(overlap.word(), OverlapSum.mean(memories.get(0)));
                    ClassOverlaps.means(memories.get(1))
                            .forEach((label, mean) -> values.put(overlap.word() + "/cl_" + label, Value.scalar(mean)));
                    return new Value.Named(values);
                },
                true);
    }
}
