package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.NormalDistribution;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Correlations of ranks. */
final class RankMetrics {

    private RankMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("spearman_corrcoef", RankMetrics::spearman)
                        .torchMetrics("SpearmanCorrCoef")
                        .scikitLearn("scipy.stats.spearmanr")
                        .summary("Linear correlation of the ranks of predictions and targets; equal values share their"
                                + " mean rank.")
                        .formula("Cov(rank p, rank t) / √(Var(rank p)·Var(rank t)); 0 where all predictions or all"
                                + " targets are equal")
                        .undefinedWhen("there are more distinct pairs of values than `max_distinct`")
                        .parameters(
                                List.of(ErrorMetrics.NUM_OUTPUTS, RowMetrics.MAX_DISTINCT, Confidence.FISHER_OF_RANKS)),
                MetricDefinition.of("kendall_rank_corrcoef", RankMetrics::kendall)
                        .torchMetrics("KendallRankCorrCoef")
                        .scikitLearn("scipy.stats.kendalltau")
                        .summary("How much more often two rows are in the same order by prediction and target than in"
                                + " the opposite one.")
                        .formula(
                                "a: (C − D)/(C + D); b: (C − D)/√((n₀ − n₁)(n₀ − n₂)); c: 2(C − D)/(n²(k − 1)/k), for C"
                                        + " concordant and D discordant of n₀ pairs of rows, n₁ and n₂ tied ones, k the smaller"
                                        + " number of distinct values (Kendall, Biometrika 33, 1945; Stuart, Biometrika 40,"
                                        + " 1953). The test takes C − D as normal")
                        .undefinedWhen("all predictions or all targets are equal; there are more distinct pairs of"
                                + " values than `max_distinct`; the p value, for fewer than three rows")
                        .parameters(List.of(
                                Parameter.choice("variant", "b", "how ties are taken into account", "a", "b", "c"),
                                Parameter.flag("t_test", false, "whether to give the p value too"),
                                Parameter.choice(
                                        "alternative",
                                        "two-sided",
                                        "what the test is against: no correlation, a negative or a positive one",
                                        "two-sided",
                                        "less",
                                        "greater"),
                                ErrorMetrics.NUM_OUTPUTS,
                                RowMetrics.MAX_DISTINCT)));
    }

    private static Pairs pairs(Arguments arguments, boolean realsOnly) {
        return new Pairs(
                new Outputs.Each(arguments.integer("num_outputs")), arguments.integer("max_distinct"), realsOnly);
    }

    private static Metric spearman(Arguments arguments) {
        Pairs pairs = pairs(arguments, true);
        Confidence confidence = Confidence.of(arguments);
        if (confidence != null) {
            return Metric.of(arguments.metric(), pairs, true, memory -> spearman(pairs, memory, confidence));
        }
        return Metric.of(arguments.metric(), pairs, true, memory -> {
            double[] values = new double[pairs.outputs().width()];
            for (int output = 0; output < values.length; output++) {
                values[output] = Spearman.of(RankedPairs.of(memory.map(output)));
            }
            return pairs.outputs().value(values);
        });
    }

    private static Value spearman(Pairs pairs, Memory memory, Confidence confidence) {
        List<Value> values = new ArrayList<>();
        for (int output = 0; output < pairs.outputs().width(); output++) {
            RankedPairs ranked = RankedPairs.of(memory.map(output));
            double r = Spearman.of(ranked);
            values.add(Value.scalar(r, confidence.correlation(r, 1 + r * r / 2, ranked.total)));
        }
        return values.size() == 1 ? values.get(0) : Value.byIndex(values);
    }

    private static Metric kendall(Arguments arguments) {
        boolean test = arguments.flag("t_test");
        String alternative = arguments.textOrNull("alternative");
        if (test && alternative == null) {
            throw arguments.refuse("'t_test' is true and 'alternative' is null; expected two-sided, less or greater");
        }
        Pairs pairs = pairs(arguments, false);
        String variant = arguments.text("variant");
        String against = alternative == null ? "" : alternative;
        return Metric.of(arguments.metric(), pairs, null, memory -> kendall(pairs, memory, variant, test, against));
    }

    private static Value kendall(Pairs pairs, Memory memory, String variant, boolean test, String against) {
        double[] values = new double[pairs.outputs().width()];
        double[] probabilities = new double[values.length];
        for (int output = 0; output < values.length; output++) {
            Kendall kendall = new Kendall(RankedPairs.of(memory.map(output)));
            double tau = switch (variant) {
                case "a" -> kendall.a();
                case "c" -> kendall.c();
                default -> kendall.b();
            };
            values[output] = Math.max(-1, Math.min(1, tau));
            double deviations = kendall.standardised(!variant.equals("a"));
            probabilities[output] = switch (against) {
                case "less" -> NormalDistribution.cumulative(deviations);
                case "greater" -> NormalDistribution.cumulative(-deviations);
                default -> 2 * NormalDistribution.cumulative(-Math.abs(deviations));
            };
        }
        Value tau = pairs.outputs().value(values);
        if (!test) {
            return tau;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("tau", tau);
        named.put("p_value", pairs.outputs().value(probabilities));
        return new Value.Named(named);
    }
}
