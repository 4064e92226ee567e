package io.evalstream.metrics.ranking;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The curve metrics: what each is called, takes and says. */
final class CurveMetrics {

    private static final String BINNED = " With thresholds, the curve has the cut points only, and no point at (0, 0).";

    private static final Parameter AVERAGE_OF_CURVES = Parameter.choice(
            "average",
            null,
            "null for a curve of each class; micro for that of all elements; macro for the mean curve",
            "micro",
            "macro");
    private static final Parameter AVERAGE_OF_CLASSES = Parameter.choice(
            "average",
            "macro",
            "none for a value of each class; macro for their mean; weighted for their mean by number of positives",
            "macro",
            "weighted",
            "none");
    private static final Parameter AVERAGE_OF_LABELS = Parameter.choice(
            "average",
            "macro",
            "none for a value of each label; macro for their mean; weighted for their mean by number of positives; micro"
                    + " for the value of all elements together",
            "micro",
            "macro",
            "weighted",
            "none");
    private static final Parameter LOG_AVERAGE =
            Parameter.choice("average", null, "none for a value of each class; macro for their mean", "macro", "none");

    private CurveMetrics() {}

    static List<CurveMetric> all() {
        List<CurveMetric> all =
                new ArrayList<>(List.of(auroc(), averagePrecision(), roc(), precisionRecallCurve(), eer(), logAuc()));
        all.addAll(operatingPoints());
        all.add(detectionError());
        all.addAll(ThresholdTables.all());
        return all;
    }

    private static CurveMetric auroc() {
        Parameter maxFpr = Parameter.number(
                "max_fpr", null, "the false positive rate in (0, 1] up to which the area counts, standardised");
        return new CurveMetric(
                "auroc",
                "AUROC",
                "roc_auc_score",
                "The probability that a positive has a higher score than a negative, ties counting half.",
                "area under the ROC curve by the trapezoidal rule; 0 without positives or without negatives; with max_fpr"
                        + " the partial area p as (1 + (p - m²/2) / (m - m²/2)) / 2 (McClish 1989)." + BINNED,
                "the cut points do not reach max_fpr",
                true,
                List.of(Confidence.DELONG),
                List.of(maxFpr),
                AVERAGE_OF_CLASSES,
                AVERAGE_OF_LABELS,
                (arguments, average) -> {
                    Double most = arguments.asMap().containsKey("max_fpr") && isBinary(arguments)
                            ? arguments.numberOrNull("max_fpr")
                            : null;
                    if (most != null && !(most > 0 && most <= 1)) {
                        throw arguments.refuse("'max_fpr' is " + most + "; expected a number above 0, at most 1");
                    }
                    Confidence confidence = Confidence.of(arguments);
                    if (confidence != null) {
                        return AreaInterval.reading(arguments, average, most != null, confidence);
                    }
                    return CurveReadings.number(
                            average, curve -> most == null ? Areas.roc(curve) : Areas.partialRoc(curve, most));
                });
    }

    private static CurveMetric averagePrecision() {
        return new CurveMetric(
                "average_precision",
                "AveragePrecision",
                "average_precision_score",
                "The mean precision over the recall that each threshold adds.",
                "Σ (Rᵢ - Rᵢ₋₁) · Pᵢ over descending thresholds, without interpolation; 0 without positives, except that a"
                        + " class without positives is left out of the average of several classes." + BINNED,
                "no class has positives",
                true,
                List.of(),
                List.of(),
                AVERAGE_OF_CLASSES,
                AVERAGE_OF_LABELS,
                (arguments, average) -> CurveReadings.averagePrecision(average));
    }

    private static CurveMetric roc() {
        return curve(
                "roc",
                "ROC",
                "roc_curve",
                "False positive rate against true positive rate, over descending thresholds.",
                "FPR = FP / N and TPR = TP / P of the scores that reach each threshold; the exact curve begins at (0, 0) with"
                        + " threshold 1." + BINNED,
                CurveReadings::roc);
    }

    private static CurveMetric precisionRecallCurve() {
        return curve(
                "precision_recall_curve",
                "PrecisionRecallCurve",
                "precision_recall_curve",
                "Precision against recall, over ascending thresholds.",
                "precision = TP / (TP + FP) and recall = TP / P of the scores that reach each threshold; the curve ends at"
                        + " precision 1 and recall 0, which have no threshold.",
                CurveReadings::precisionRecall);
    }

    private static CurveMetric detectionError() {
        return new CurveMetric(
                "det_curve",
                "",
                "det_curve",
                "Detection error tradeoff: false positive rate against false negative rate, over ascending thresholds.",
                "FPR = FP / N and FNR = FN / P of the scores that reach each threshold; the exact curve ends at the highest"
                        + " threshold without false positives (or the highest of all), and begins at the highest without"
                        + " false negatives (Martin et al. 1997). With thresholds, it has all cut points",
                "a rate without positives, or without negatives, is not a number",
                null,
                List.of(),
                List.of(),
                null,
                null,
                (arguments, average) -> CurveReadings.detectionError());
    }

    private static CurveMetric curve(
            String name,
            String torchMetrics,
            String scikitLearn,
            String summary,
            String formula,
            Function<Average, CurveReadings.Reading> reading) {
        return new CurveMetric(
                name,
                torchMetrics,
                scikitLearn,
                summary,
                formula,
                "",
                null,
                List.of(),
                List.of(),
                AVERAGE_OF_CURVES,
                null,
                (arguments, average) -> reading.apply(average));
    }

    private static CurveMetric eer() {
        return new CurveMetric(
                "eer",
                "EER",
                "",
                "The equal error rate: where as large a share of the negatives is accepted as of the positives is missed.",
                "(FPR + FNR) / 2 at the first threshold, from above, where |FPR - FNR| is smallest." + BINNED,
                "",
                null,
                List.of(),
                List.of(),
                AVERAGE_OF_CURVES,
                null,
                (arguments, average) -> CurveReadings.equalErrorRate(average));
    }

    private static CurveMetric logAuc() {
        Parameter range = Parameter.of(
                "fpr_range",
                Parameter.Type.NUMBERS,
                List.of(0.001, 0.1),
                "lowest and highest false positive rate between which the area counts");
        return new CurveMetric(
                "logauc",
                "LogAUC",
                "",
                "The area under the ROC curve over the logarithm of the false positive rate, as a share of the whole.",
                "∫ TPR d log₁₀ FPR over fpr_range, divided by log₁₀ of its ratio (Mysinger and Shoichet 2010)."
                        + BINNED,
                "there are no negatives, or the range begins at 0",
                true,
                List.of(range),
                List.of(),
                LOG_AVERAGE,
                LOG_AVERAGE,
                (arguments, average) -> {
                    List<Double> bounds = arguments.numbers("fpr_range");
                    if (bounds.size() != 2
                            || !(0 <= bounds.get(0) && bounds.get(0) < bounds.get(1) && bounds.get(1) <= 1)) {
                        throw arguments.refuse("'fpr_range' is " + bounds
                                + "; expected two numbers from 0 to 1, the smaller one first");
                    }
                    return CurveReadings.number(average, new LogArea(bounds.get(0), bounds.get(1))::of);
                });
    }

    private static List<CurveMetric> operatingPoints() {
        return List.of(
                operatingPoint("precision", "recall", OperatingPoints::precisionAtRecall, "AtFixed", "_at_fixed_"),
                operatingPoint("recall", "precision", OperatingPoints::recallAtPrecision, "AtFixed", "_at_fixed_"),
                operatingPoint("sensitivity", "specificity", OperatingPoints::sensitivityAtSpecificity, "At", "_at_"),
                operatingPoint("specificity", "sensitivity", OperatingPoints::specificityAtSensitivity, "At", "_at_"));
    }

    private static CurveMetric operatingPoint(
            String rate, String bounded, OperatingPoints.Finder finder, String join, String snakeJoin) {
        String least = "min_" + bounded;
        return new CurveMetric(
                rate + snakeJoin + bounded,
                capitalized(rate) + join + capitalized(bounded),
                "",
                "The highest " + rate + " at a threshold whose " + bounded + " is at least " + least
                        + ", and that threshold.",
                "max " + rate + " subject to " + bounded + " ≥ " + least,
                "no threshold qualifies: the " + rate + " is 0 and the threshold "
                        + (join.equals("At") ? "10⁶" : "undefined"),
                null,
                List.of(Parameter.number(least, null, "the least " + bounded)
                        .within(0, 1)
                        .mustBeGiven()),
                List.of(),
                null,
                null,
                (arguments, average) -> CurveReadings.operatingPoint(rate, finder, arguments.number(least)));
    }

    private static boolean isBinary(Arguments arguments) {
        return !arguments.asMap().containsKey("task") || arguments.text("task").equals("binary");
    }

    private static String capitalized(String word) {
        return Character.toUpperCase(word.charAt(0)) + word.substring(1);
    }
}
