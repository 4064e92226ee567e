package io.evalstream.metrics.comparison;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Two models' predictions for the same rows: the column {@code preds} is the champion's and {@code challenger_preds} the
 * challenger's. A plan's {@code comparisons} feed them.
 */
public final class ComparisonFamily implements MetricFamily {

    private static final List<Parameter> PARAMETERS = List.of(
            Parameter.choice(
                    "of",
                    "correct",
                    "the score of a row",
                    "correct",
                    "squared_error",
                    "absolute_error",
                    "log_loss",
                    "brier"),
            Parameter.choice(
                    "input", "probability", "what the predictions are", "probability", "logit", "label", "value"),
            Parameter.number("threshold", 0.5, "a single score above it is class 1, for `of: correct`")
                    .within(0, 1));

    @Override
    public String name() {
        return "comparison";
    }

    @Override
    public List<MetricDefinition> metrics() {
        List<Parameter> ofDifference = new ArrayList<>(PARAMETERS);
        ofDifference.add(Parameter.choice(
                "interval",
                "normal",
                "around the difference: `normal` for one look at a number of rows fixed before; or one that holds however"
                        + " often one looks, `asymptotic_sequence`, or `bounded_sequence` for `correct` and `brier`",
                "normal",
                "asymptotic_sequence",
                "bounded_sequence"));
        ofDifference.add(
                Parameter.number("level", 0.95, "level of the interval").within(0.5, 0.9999));
        ofDifference.add(Parameter.integer("optimal_at", 1000, "number of rows at which a sequence is tightest")
                .atLeast(1));
        return List.of(
                MetricDefinition.of("paired_difference", ComparisonFamily::difference)
                        .summary(
                                "Mean of the challenger's score less the champion's on the same rows, with an interval.")
                        .formula(
                                "d̄ = Σ d / n with d the difference of a row. The normal interval is d̄ ± z √(s² / n). The"
                                        + " asymptotic sequence is d̄ ± s √(2 (nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / α)) (Waudby-Smith,"
                                        + " Arbour, Sinha, Kennedy and Ramdas, Time-uniform central limit theory and asymptotic"
                                        + " confidence sequences, 2024). The bounded sequence is the two-sided normal mixture for"
                                        + " sub-Gaussian differences (Howard, Ramdas, McAuliffe and Sekhon, Time-uniform,"
                                        + " nonparametric, nonasymptotic confidence sequences, 2021), where those of `correct` are"
                                        + " within [−1, 1] and those of `brier` within [−2, 2]. The sequences are meant over a"
                                        + " running window: they hold for all its reports at once")
                        .undefinedWhen("there are fewer than two pairs")
                        .parameters(ofDifference),
                MetricDefinition.of("paired_outcomes", ComparisonFamily::outcomes)
                        .summary("On how many rows the challenger was better, as good, and worse.")
                        .formula("counts of pairs by the sign of their difference")
                        .parameters(PARAMETERS));
    }

    private static Metric difference(Arguments arguments) {
        PairedDifferences differences = differences(arguments);
        String method = arguments.text("interval");
        double level = arguments.number("level");
        int optimalAt = arguments.integer("optimal_at");
        double bound = differences.score().bound();
        if (method.equals("bounded_sequence") && Double.isInfinite(bound)) {
            throw arguments.refuse("'interval' is bounded_sequence, and differences of " + arguments.text("of")
                    + " have no bound; use asymptotic_sequence, or compare correct or brier");
        }
        return Metric.of(arguments.metric(), differences, differences.score().higherIsBetter(), memory -> {
            long n = pairs(memory);
            if (n < 2) {
                return Value.undefined(
                        Value.Code.TOO_FEW, n + " pairs have their label; an interval needs two at least");
            }
            Dyadic sum = memory.sum(PairedDifferences.SUM);
            double mean = sum.dividedBy(n);
            double variance = memory.sum(PairedDifferences.SQUARES)
                            .times(n)
                            .minus(sum.squared())
                            .dividedBy(n)
                    / (n - 1);
            double reach = switch (method) {
                case "asymptotic_sequence" -> Intervals.asymptotic(variance, n, level, optimalAt);
                case "bounded_sequence" -> Intervals.bounded(bound, n, level, optimalAt);
                default -> Intervals.normal(variance, n, level);
            };
            return Double.isFinite(mean) && Double.isFinite(reach)
                    ? new Value.Scalar(mean, new Interval(mean - reach, mean + reach, level, method))
                    : Value.undefined(Value.Code.NON_FINITE, "the differences are too large for their variance");
        });
    }

    private static Metric outcomes(Arguments arguments) {
        return Metric.of(arguments.metric(), differences(arguments), null, memory -> {
            long[] counts = memory.counts(PairedDifferences.OUTCOMES);
            Map<String, Value> named = new LinkedHashMap<>();
            named.put("wins", Value.scalar((double) counts[PairedDifferences.WINS]));
            named.put("ties", Value.scalar((double) counts[PairedDifferences.TIES]));
            named.put("losses", Value.scalar((double) counts[PairedDifferences.LOSSES]));
            return new Value.Named(named);
        });
    }

    private static long pairs(Memory memory) {
        long n = 0;
        for (long count : memory.counts(PairedDifferences.OUTCOMES)) {
            n += count;
        }
        return n;
    }

    private static PairedDifferences differences(Arguments arguments) {
        RowScore score = arguments.choice("of", RowScore.class);
        InputKind input = arguments.choice("input", InputKind.class);
        if (score.ofProbabilities() && (input == InputKind.LABEL || input == InputKind.VALUE)) {
            throw arguments.refuse("'of' is " + arguments.text("of") + ", which needs `input: probability` or `logit`;"
                    + " found " + arguments.text("input"));
        }
        if (score == RowScore.CORRECT && input == InputKind.VALUE) {
            throw arguments.refuse("`of: correct` needs classes; found `input: value`, so compare squared_error or"
                    + " absolute_error");
        }
        return new PairedDifferences(
                score,
                score.ofClasses() ? input : InputKind.VALUE,
                score == RowScore.CORRECT ? arguments.number("threshold") : 0.5);
    }
}
