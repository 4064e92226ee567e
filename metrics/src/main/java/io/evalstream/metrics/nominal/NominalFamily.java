package io.evalstream.metrics.nominal;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Association of nominal variables, and agreement of raters. */
public final class NominalFamily implements MetricFamily {

    private static final Parameter NUM_CLASSES = Parameter.integer("num_classes", null, "number of categories")
            .atLeast(1)
            .mustBeGiven();
    private static final Parameter BIAS_CORRECTION = Parameter.flag(
            "bias_correction", true, "whether to correct for the association that chance makes of few rows");
    private static final Parameter NAN_STRATEGY = Parameter.choice(
            "nan_strategy",
            "replace",
            "whether a NaN is replaced by `nan_replace_value` or its row left out",
            "replace",
            "drop");
    private static final Parameter NAN_REPLACE_VALUE =
            Parameter.number("nan_replace_value", 0.0, "the category that stands for a NaN");
    private static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "the largest number of distinct pairs of categories")
            .atLeast(1);

    private static final String NO_FREEDOM =
            "there are fewer than two categories on either side, or, with the bias" + " correction, as many as rows";

    @Override
    public String name() {
        return "nominal";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of("cramers_v", given -> {
                            boolean corrected = given.flag("bias_correction");
                            return metric(given, table -> new Association(table, corrected).cramer());
                        })
                        .torchMetrics("CramersV")
                        .scikitLearn("scipy.stats.contingency.association")
                        .summary("Association of predicted and true categories, from 0 to 1.")
                        .formula(
                                "√(φ²/min(r − 1, c − 1)) for φ² = χ²/n and r rows and c columns that occur; corrected after"
                                        + " Bergsma (2013), for two categories with a correction for continuity too")
                        .undefinedWhen(NO_FREEDOM)
                        .parameters(
                                List.of(NUM_CLASSES, BIAS_CORRECTION, NAN_STRATEGY, NAN_REPLACE_VALUE, MAX_DISTINCT)),
                MetricDefinition.of("tschuprows_t", given -> {
                            boolean corrected = given.flag("bias_correction");
                            return metric(given, table -> new Association(table, corrected).tschuprow());
                        })
                        .torchMetrics("TschuprowsT")
                        .scikitLearn("scipy.stats.contingency.association")
                        .summary(
                                "Association of predicted and true categories, 1 only where each determines the other.")
                        .formula(
                                "√(φ²/√((r − 1)(c − 1))) for φ² = χ²/n and r rows and c columns that occur; corrected after"
                                        + " Bergsma (2013), for two categories with a correction for continuity too")
                        .undefinedWhen(NO_FREEDOM)
                        .parameters(
                                List.of(NUM_CLASSES, BIAS_CORRECTION, NAN_STRATEGY, NAN_REPLACE_VALUE, MAX_DISTINCT)),
                MetricDefinition.of(
                                "pearsons_contingency_coefficient",
                                given -> metric(given, table -> new Association(table, false).pearson()))
                        .torchMetrics("PearsonsContingencyCoefficient")
                        .scikitLearn("scipy.stats.contingency.association")
                        .summary("Association of predicted and true categories, from 0 to below 1.")
                        .formula("√(φ²/(1 + φ²)) for φ² = χ²/n")
                        .parameters(List.of(NUM_CLASSES, NAN_STRATEGY, NAN_REPLACE_VALUE, MAX_DISTINCT)),
                MetricDefinition.of("theils_u", given -> metric(given, NominalFamily::theil))
                        .torchMetrics("TheilsU")
                        .summary("Share of the predictions' entropy that the target explains.")
                        .formula("(H(preds) − H(preds | target))/H(preds); 0 where all predictions are the same (Theil,"
                                + " American Journal of Sociology 76, 1970)")
                        .parameters(List.of(NUM_CLASSES, NAN_STRATEGY, NAN_REPLACE_VALUE, MAX_DISTINCT)),
                fleissKappa());
    }

    private static MetricDefinition fleissKappa() {
        return MetricDefinition.of(
                        "fleiss_kappa",
                        given -> Metric.of(
                                given.metric(),
                                new Ratings(given.text("mode").equals("probs"), given.integer("max_distinct")),
                                null,
                                Ratings::kappa))
                .torchMetrics("FleissKappa")
                .scikitLearn("statsmodels.stats.inter_rater.fleiss_kappa")
                .summary("How much more raters agree on the categories of subjects than chance would have them.")
                .formula("(P − E)/(1 − E + 10⁻⁵), P the share of agreeing pairs of raters, E that of chance (Fleiss,"
                        + " Psychological Bulletin 76, 1971); the small number is TorchMetrics'")
                .undefinedWhen("no subject has two ratings")
                .parameters(List.of(
                        Parameter.choice(
                                "mode",
                                "counts",
                                "what a row of ratings holds: how many raters chose each category, or each rater's score"
                                        + " of each",
                                "counts",
                                "probs"),
                        MAX_DISTINCT));
    }

    private static double theil(Contingency table) {
        double entropy = table.columnEntropy();
        return entropy == 0 ? 0 : table.mutualInformation() / entropy;
    }

    private static Metric metric(Arguments arguments, ToDoubleFunction<Contingency> reading) {
        NominalPairs pairs = pairs(arguments);
        return Metric.of(arguments.metric(), pairs, true, memory -> {
            Contingency table = NominalPairs.table(memory);
            return table.total() == 0
                    ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                    : Value.scalar(reading.applyAsDouble(table));
        });
    }

    private static NominalPairs pairs(Arguments arguments) {
        int classes = arguments.integer("num_classes");
        int cap = arguments.integer("max_distinct");
        if (arguments.text("nan_strategy").equals("drop")) {
            return new NominalPairs(classes, null, cap);
        }
        Double given = arguments.numberOrNull("nan_replace_value");
        if (given == null) {
            throw arguments.refuse("'nan_replace_value' is null and 'nan_strategy' is 'replace'; give a category, or"
                    + " 'drop' the rows");
        }
        // TorchMetrics cuts what is behind the point off.
        long replacement = given.longValue();
        if (given.isNaN() || replacement < 0 || replacement >= classes) {
            throw arguments.refuse(
                    "'nan_replace_value' is " + given + "; expected a category from 0 to " + (classes - 1));
        }
        return new NominalPairs(classes, (int) replacement, cap);
    }
}
