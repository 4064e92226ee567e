package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** COCO's mean average precision and recall, as a reading of {@link Detections}. */
final class MeanAveragePrecision {

    private static final List<Integer> LIMITS = List.of(1, 10, 100);

    private static final int RUN = 8;

    private final Criteria criteria;
    private final List<Double> recalls;
    private final boolean classMetrics;
    private final boolean extended;
    private final List<Kind> kinds = new ArrayList<>();

    /**
     * Boxes or masks.
     *
     * @param prefix what the names of its values begin with
     * @param averaged from which the means are read
     * @param byClass from which the values of each class are read
     */
    private record Kind(String prefix, Detections averaged, Detections byClass) {}

    private MeanAveragePrecision(Arguments given) {
        criteria = new Criteria(
                numbers(given, "iou_thresholds", spaced(0.5f, 0.95f, 10)), limits(given, "max_detection_thresholds"));
        recalls = numbers(given, "rec_thresholds", spaced(0, 1, 101));
        classMetrics = given.flag("class_metrics");
        extended = given.flag("extended_summary");
        List<String> names = given.texts("iou_type").stream().distinct().toList();
        if (names.isEmpty()) {
            throw given.refuse("'iou_type' is empty; give bbox, segm or both");
        }
        boolean trueMasks = names.contains("segm");
        for (String name : names) {
            Detections byClass = new Detections(
                    name.equals("segm"),
                    BoxFormat.valueOf(given.text("box_format").toUpperCase(Locale.ROOT)),
                    trueMasks,
                    true,
                    criteria,
                    given.integer("max_distinct"));
            kinds.add(new Kind(
                    names.size() == 1 ? "" : name + "_",
                    given.text("average").equals("macro") ? byClass : byClass.together(),
                    byClass));
        }
    }

    static MetricDefinition definition(Parameter boxFormat, Parameter classMetrics) {
        return MetricDefinition.of("mean_average_precision", given -> new MeanAveragePrecision(given).metric(given))
                .torchMetrics("MeanAveragePrecision")
                .summary("COCO's average precision and recall of detected objects, over overlaps and classes.")
                .formula("for each class, IoU threshold and range of areas: detections choose true objects, the surest"
                        + " first; the mean, over recall thresholds, of the highest precision at that recall or above"
                        + " (Lin and others, ECCV 2014, and COCO's evaluation). Detections of equal score enter a curve"
                        + " together. A row is an image: preds_boxes [n, 4] or preds_masks [n, rows, columns],"
                        + " preds_scores [n], preds_labels [n], target_boxes or target_masks, target_labels [m], and"
                        + " where they are known target_iscrowd [m] and target_area [m]")
                .undefinedWhen("there is no true object; `map`: 100 is not among the limits of detections; `map_50` and"
                        + " `map_75`: the threshold is not among those of the IoU")
                .parameters(List.of(
                        boxFormat,
                        Parameter.choices("iou_type", List.of("bbox"), "what is compared", "bbox", "segm"),
                        Parameter.of(
                                "iou_thresholds",
                                Parameter.Type.ANY,
                                null,
                                "a list of least overlaps; 0.5, 0.55, … 0.95 by default"),
                        Parameter.of(
                                "rec_thresholds",
                                Parameter.Type.ANY,
                                null,
                                "a list of recalls at which precision is taken; 0, 0.01, … 1 by default"),
                        Parameter.of(
                                "max_detection_thresholds",
                                Parameter.Type.NUMBERS,
                                null,
                                "three limits of the detections of a class in an image; 1, 10 and 100 by default"),
                        classMetrics,
                        Parameter.flag(
                                "extended_summary",
                                false,
                                "whether all curves are reported: precision, recall, scores"),
                        Parameter.choice(
                                "average",
                                "macro",
                                "mean over the classes, or all objects as one class",
                                "macro",
                                "micro"),
                        Parameter.choice(
                                "backend",
                                "pycocotools",
                                "accepted and without effect: both say the same",
                                "pycocotools",
                                "faster_coco_eval"),
                        Parameter.integer(
                                        "max_distinct",
                                        1 << 20,
                                        "largest number of distinct detections that are remembered")
                                .atLeast(1)));
    }

    private Metric metric(Arguments given) {
        List<Statistic> statistics = new ArrayList<>();
        for (Kind kind : kinds) {
            statistics.add(kind.averaged());
            if (classMetrics) {
                statistics.add(kind.byClass());
            }
        }
        return new Metric(given.metric(), statistics, this::read, true);
    }

    private Value read(List<Memory> memories) {
        Map<String, Value> values = new LinkedHashMap<>();
        double[] classes = {};
        Iterator<Memory> next = memories.iterator();
        for (Kind kind : kinds) {
            PrecisionSummary summary = new PrecisionSummary(criteria, kind.prefix());
            PrecisionCurves curves = new PrecisionCurves(kind.averaged(), next.next(), recalls);
            values.putAll(summary.means(curves));
            if (extended) {
                values.putAll(summary.curves(curves, recalls.size()));
            }
            values.putAll(
                    summary.byClass(classMetrics ? new PrecisionCurves(kind.byClass(), next.next(), recalls) : null));
            classes = curves.labels().stream().mapToDouble(label -> label).toArray();
        }
        values.put("classes", Value.vector(classes));
        return new Value.Named(values);
    }

    private static List<Double> numbers(Arguments given, String name, List<Double> otherwise) {
        @Nullable Object value = given.get(name);
        if (value == null || value.equals(List.of())) {
            return otherwise;
        }
        List<Double> numbers = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
                    numbers.add(number.doubleValue());
                }
            }
            if (numbers.size() == list.size()) {
                return numbers;
            }
        }
        throw given.refuse("'" + name + "' is " + value + "; expected a list of numbers from 0 to 1");
    }

    private static List<Integer> limits(Arguments given, String name) {
        if (!given.has(name)) {
            return LIMITS;
        }
        List<Double> numbers = given.numbers(name);
        boolean whole = numbers.stream().allMatch(number -> number == Math.rint(number) && number >= 1 && number < 1e9);
        if (!whole || numbers.size() != LIMITS.size()) {
            throw given.refuse("'" + name + "' is " + numbers + "; expected three whole numbers from 1 on");
        }
        return numbers.stream().sorted().map(Double::intValue).toList();
    }

    /**
     * Numbers at equal distances, as TorchMetrics has its defaults from {@code torch.linspace}: in float32, from both ends,
     * and in runs of eight that begin at a rounded number. Which side of 3/20 or 7/10 a threshold falls on follows from it.
     */
    private static List<Double> spaced(float first, float last, int count) {
        List<Double> numbers = new ArrayList<>();
        float step = (last - first) / (count - 1);
        for (int i = 0; i < count; i++) {
            int run = i < count / (2 * RUN) * (2 * RUN) ? i - i % RUN : i;
            float begin = run < count / 2 ? first + step * run : last - step * (count - 1 - run);
            numbers.add((double) (begin + step * (i - run)));
        }
        return numbers;
    }
}
