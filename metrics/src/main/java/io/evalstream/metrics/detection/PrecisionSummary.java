package io.evalstream.metrics.detection;

import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The numbers in which COCO's evaluation sums up the curves.
 *
 * @param prefix what their names begin with
 */
record PrecisionSummary(Criteria criteria, String prefix) {

    /** The limit of detections at which `map` is taken. */
    private static final int USUAL_LIMIT = 100;

    private static final int[] NAMED_OVERLAPS = {50, 75};

    /** The means over classes, overlaps and recalls. */
    Map<String, Value> means(PrecisionCurves curves) {
        Map<String, Value> values = new LinkedHashMap<>();
        int last = criteria.limits().size() - 1;
        int usual = usualLimit();
        values.put(
                prefix + "map",
                usual < 0
                        ? Value.undefined(
                                Value.Code.DEGENERATE,
                                "map is taken at " + USUAL_LIMIT + " detections, which max_detection_thresholds "
                                        + criteria.limits() + " lacks; add it")
                        : mean(curves, Area.ALL, usual, null, PrecisionCurves.Means::precisions));
        for (int percent : NAMED_OVERLAPS) {
            values.put(
                    prefix + "map_" + percent,
                    mean(curves, Area.ALL, last, percent / 100.0, PrecisionCurves.Means::precisions));
        }
        for (Area area : List.of(Area.SMALL, Area.MEDIUM, Area.LARGE)) {
            values.put(name("map_", area), mean(curves, area, last, null, PrecisionCurves.Means::precisions));
        }
        for (int limit = 0; limit <= last; limit++) {
            values.put(
                    prefix + "mar_" + criteria.limits().get(limit),
                    mean(curves, Area.ALL, limit, null, PrecisionCurves.Means::recalls));
        }
        for (Area area : List.of(Area.SMALL, Area.MEDIUM, Area.LARGE)) {
            values.put(name("mar_", area), mean(curves, area, last, null, PrecisionCurves.Means::recalls));
        }
        return values;
    }

    /** For each class the means over overlaps and recalls; of no curves, nothing. */
    Map<String, Value> byClass(@Nullable PrecisionCurves curves) {
        Map<String, Value> values = new LinkedHashMap<>();
        String precision = prefix + "map_per_class";
        String recall = prefix + "mar_" + criteria.most() + "_per_class";
        if (curves == null) {
            Value none = Value.undefined(Value.Code.DEGENERATE, "class_metrics is false");
            values.put(precision, none);
            values.put(recall, none);
            return values;
        }
        int usual = usualLimit();
        int last = criteria.limits().size() - 1;
        values.put(
                precision,
                eachClass(
                        curves,
                        label -> usual < 0
                                ? Double.NaN
                                : mean(curves.means(label, Area.ALL, usual).precisions())));
        values.put(
                recall,
                eachClass(
                        curves,
                        label -> mean(curves.means(label, Area.ALL, last).recalls())));
        return values;
    }

    /** All curves: precisions and scores by overlap, recall, class, range of areas and limit; recalls without the second. */
    Map<String, Value> curves(PrecisionCurves curves, int recallCount) {
        int overlaps = criteria.overlaps().size();
        int limits = criteria.limits().size();
        List<Long> classes = curves.classes();
        int[] shape = {overlaps, recallCount, classes.size(), Area.COUNT, limits};
        int stride = classes.size() * Area.COUNT * limits;
        double[] precisions = new double[overlaps * recallCount * stride];
        double[] scores = new double[precisions.length];
        double[] recalls = new double[overlaps * stride];
        Arrays.fill(precisions, Double.NaN);
        Arrays.fill(scores, Double.NaN);
        Arrays.fill(recalls, Double.NaN);
        int place = 0;
        for (long label : classes) {
            for (Area area : Area.values()) {
                for (int limit = 0; limit < limits; limit++, place++) {
                    for (int overlap = 0; overlap < overlaps; overlap++) {
                        PrecisionCurves.Curve curve = curves.curve(label, area, limit, overlap);
                        if (curve != null) {
                            recalls[overlap * stride + place] = curve.recall();
                            int from = overlap * recallCount * stride + place;
                            scatter(curve.precisions(), precisions, from, stride);
                            scatter(curve.scores(), scores, from, stride);
                        }
                    }
                }
            }
        }
        Map<String, Value> values = new LinkedHashMap<>();
        values.put(prefix + "precision", new Value.Tensor(shape, precisions));
        values.put(
                prefix + "recall", new Value.Tensor(new int[] {overlaps, classes.size(), Area.COUNT, limits}, recalls));
        values.put(prefix + "scores", new Value.Tensor(shape, scores));
        return values;
    }

    private static void scatter(double[] values, double[] into, int from, int stride) {
        for (int i = 0; i < values.length; i++) {
            into[from + i * stride] = values[i];
        }
    }

    private int usualLimit() {
        return criteria.limits().indexOf(USUAL_LIMIT);
    }

    private String name(String what, Area area) {
        return prefix + what + area.name().toLowerCase(Locale.ROOT);
    }

    private Value mean(
            PrecisionCurves curves,
            Area area,
            int limit,
            @Nullable Double overlap,
            Function<PrecisionCurves.Means, List<Double>> numbers) {
        if (overlap != null && !criteria.overlaps().contains(overlap)) {
            return Value.undefined(
                    Value.Code.DEGENERATE, "iou_thresholds " + criteria.overlaps() + " lacks " + overlap + "; add it");
        }
        List<Double> all = new ArrayList<>();
        for (long label : curves.classes()) {
            List<Double> ofClass = numbers.apply(curves.means(label, area, limit));
            if (overlap == null || ofClass.isEmpty()) {
                all.addAll(ofClass);
            } else {
                all.add(ofClass.get(criteria.overlaps().indexOf(overlap)));
            }
        }
        return all.isEmpty()
                ? Value.undefined(
                        Value.Code.DEGENERATE,
                        "there is no true object" + (area == Area.ALL ? "" : " of an area in this range"))
                : Value.scalar(mean(all));
    }

    private static Value eachClass(PrecisionCurves curves, ToDoubleFunction<Long> number) {
        return Value.vector(curves.labels().stream().mapToDouble(number).toArray());
    }

    private static double mean(List<Double> numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.size();
    }
}
