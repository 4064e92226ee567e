package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.ExactSum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How often it happens, against how likely it was said to be. */
final class CalibrationCurve {

    private CalibrationCurve() {}

    /** For each bin that is not empty, the share of positives, the mean score and the number of elements. */
    record Points(List<double[]> rows) {

        Value value() {
            if (rows.isEmpty()) {
                return CurveReadings.empty();
            }
            Map<String, Value> columns = new LinkedHashMap<>();
            List<String> names = List.of("prob_true", "prob_pred", "counts");
            for (int column = 0; column < names.size(); column++) {
                int at = column;
                columns.put(
                        names.get(column),
                        Value.vector(rows.stream().mapToDouble(row -> row[at]).toArray()));
            }
            return new Value.Named(columns);
        }
    }

    static MetricDefinition definition() {
        return MetricDefinition.of("binary_calibration_curve", CalibrationCurve::metric)
                .scikitLearn("calibration_curve")
                .summary("Share of positives against mean predicted probability, in bins of the probability.")
                .formula("for each bin that is not empty, positives / elements and Σp / elements; bins have their upper"
                        + " edge. uniform: of equal width, from a state of fixed size; quantile: between quantiles of the"
                        + " scores, from all distinct ones")
                .undefinedWhen("there are more distinct scores than `max_distinct` (quantile)")
                .parameters(List.of(
                        Parameter.integer("n_bins", 5, "number of bins").within(1, 10_000),
                        Parameter.choice(
                                "strategy", "uniform", "bins of equal width or of equal size", "uniform", "quantile"),
                        CurveMetric.IGNORE_INDEX,
                        CurveMetric.INPUT,
                        CurveMetric.MAX_DISTINCT));
    }

    private static Metric metric(Arguments arguments) {
        Normalization normalization =
                arguments.text("input").equals("logit") ? Normalization.SIGMOID : Normalization.NONE;
        Scoring scoring = new Scoring(Task.BINARY, 1, normalization, arguments.integerOrNull("ignore_index"));
        int bins = arguments.integer("n_bins");
        if (arguments.text("strategy").equals("uniform")) {
            ScoreBins scores = new ScoreBins(scoring, bins);
            return Metric.of(
                    arguments.metric(),
                    scores,
                    null,
                    memory -> scores.read(memory).value());
        }
        ExactScores scores = new ExactScores(scoring, arguments.integer("max_distinct"));
        return Metric.of(
                arguments.metric(),
                scores,
                null,
                memory -> betweenQuantiles(scores.curves(memory)[0], bins).value());
    }

    private static Points betweenQuantiles(Curve curve, int bins) {
        List<double[]> points = new ArrayList<>();
        int point = curve.points();
        for (int bin = 0; bin < bins; bin++) {
            double upper = bin == bins - 1 ? Double.POSITIVE_INFINITY : quantile(curve, bin + 1, bins);
            ExactSum scores = new ExactSum();
            long elements = 0;
            long positives = 0;
            while (point > 0 && curve.threshold(point - 1) <= upper) {
                point--;
                long here = count(curve, point);
                scores.addProduct(curve.threshold(point), (double) here, 1);
                elements += here;
                positives += curve.truePositives(point) - (point == 0 ? 0 : curve.truePositives(point - 1));
            }
            if (elements != 0) {
                points.add(new double[] {
                    positives / (double) elements, scores.value().dividedBy(elements), (double) elements
                });
            }
        }
        return new Points(points);
    }

    /** The score of rank {@code share · (n − 1) / of}, on the line between neighbours where that is not whole. */
    private static double quantile(Curve curve, long share, long of) {
        long rank = share * (curve.positives() + curve.negatives() - 1);
        double below = at(curve, rank / of);
        long rest = rank % of;
        return rest == 0 ? below : below + (at(curve, rank / of + 1) - below) * ((double) rest / of);
    }

    private static double at(Curve curve, long rank) {
        long before = 0;
        int point = curve.points();
        do {
            point--;
            before += count(curve, point);
        } while (before <= rank);
        return curve.threshold(point);
    }

    private static long count(Curve curve, int point) {
        long upTo = curve.truePositives(point) + curve.falsePositives(point);
        return point == 0 ? upTo : upTo - curve.truePositives(point - 1) - curve.falsePositives(point - 1);
    }
}
