package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;

/** The outcomes, or a score of them, at each threshold of a curve. */
final class ThresholdTables {

    private static final Parameter METRIC = Parameter.choice(
            "metric",
            "f1_score",
            "what is computed at each threshold",
            "accuracy",
            "balanced_accuracy",
            "precision",
            "recall",
            "specificity",
            "f1_score",
            "jaccard_index",
            "matthews_corrcoef");

    private ThresholdTables() {}

    static List<CurveMetric> all() {
        return List.of(
                metric(
                        "confusion_matrix_at_thresholds",
                        "confusion_matrix_at_thresholds",
                        "True and false negatives and positives at each threshold, from the highest down.",
                        "tn, fp, fn and tp of predicting the scores that reach the threshold; the thresholds are all"
                                + " distinct scores, or the cut points that were given",
                        List.of(),
                        arguments -> ThresholdTables::counts),
                metric(
                        "metric_at_thresholds",
                        "metric_at_thresholds",
                        "A score of the outcomes at each threshold, from the highest down.",
                        "the score of predicting the scores that reach the threshold; a quotient of zero by zero is 0",
                        List.of(METRIC),
                        arguments -> {
                            Score score = score(arguments.text("metric"));
                            return curve -> scores(curve, score);
                        }));
    }

    /** A score of four counts. */
    @FunctionalInterface
    private interface Score {
        double of(double tp, double fp, double tn, double fn);
    }

    private static CurveMetric metric(
            String name,
            String scikitLearn,
            String summary,
            String formula,
            List<Parameter> own,
            Function<Arguments, Function<Curve, Value>> table) {
        return new CurveMetric(
                name,
                "",
                scikitLearn,
                summary,
                formula,
                "",
                null,
                own,
                List.of(),
                null,
                null,
                (arguments, average) -> reading(table.apply(arguments)));
    }

    private static CurveReadings.Reading reading(Function<Curve, Value> table) {
        return (statistic, memory) -> {
            Curve[] curves = statistic.curves(memory);
            if (Arrays.stream(curves).allMatch(CurveReadings::isEmpty)) {
                return CurveReadings.empty();
            }
            return statistic.scoring().task() == Task.BINARY
                    ? table.apply(curves[0])
                    : Value.byIndex(Arrays.stream(curves).map(table).toList());
        };
    }

    private static Value counts(Curve curve) {
        Map<String, Value> columns = new LinkedHashMap<>();
        columns.put("tn", column(curve, point -> curve.negatives() - curve.falsePositives(point)));
        columns.put("fp", column(curve, curve::falsePositives));
        columns.put("fn", column(curve, point -> curve.positives() - curve.truePositives(point)));
        columns.put("tp", column(curve, curve::truePositives));
        columns.put("thresholds", column(curve, curve::threshold));
        return new Value.Named(columns);
    }

    private static Value scores(Curve curve, Score score) {
        Map<String, Value> columns = new LinkedHashMap<>();
        columns.put("values", column(curve, point -> {
            long tp = curve.truePositives(point);
            long fp = curve.falsePositives(point);
            return score.of(
                    (double) tp, (double) fp, (double) (curve.negatives() - fp), (double) (curve.positives() - tp));
        }));
        columns.put("thresholds", column(curve, curve::threshold));
        return new Value.Named(columns);
    }

    private static Value column(Curve curve, IntToDoubleFunction of) {
        double[] values = new double[curve.points()];
        Arrays.setAll(values, of);
        return Value.vector(values);
    }

    private static Score score(String name) {
        return switch (name) {
            case "accuracy" -> (tp, fp, tn, fn) -> ratio(tp + tn, tp + fp + tn + fn);
            case "balanced_accuracy" -> (tp, fp, tn, fn) -> (ratio(tp, tp + fn) + ratio(tn, tn + fp)) / 2;
            case "precision" -> (tp, fp, tn, fn) -> ratio(tp, tp + fp);
            case "recall" -> (tp, fp, tn, fn) -> ratio(tp, tp + fn);
            case "specificity" -> (tp, fp, tn, fn) -> ratio(tn, tn + fp);
            case "jaccard_index" -> (tp, fp, tn, fn) -> ratio(tp, tp + fp + fn);
            case "matthews_corrcoef" ->
                (tp, fp, tn, fn) -> ratio(
                        tp * tn - fp * fn,
                        Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn));
            default -> (tp, fp, tn, fn) -> ratio(2 * tp, 2 * tp + fp + fn);
        };
    }

    private static double ratio(double part, double whole) {
        return whole == 0 ? 0 : part / whole;
    }
}
