package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Metrics that add up an error of each value. */
final class ErrorMetrics {

    static final Parameter NUM_OUTPUTS = Parameter.integer(
                    "num_outputs", 1, "number of outputs of the model; with more than one, a row is a vector of them")
            .atLeast(1);

    private static final Outputs ONE = new Outputs.One();

    private ErrorMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("mean_squared_error", ErrorMetrics::meanSquared)
                        .torchMetrics("MeanSquaredError")
                        .scikitLearn("mean_squared_error, root_mean_squared_error")
                        .summary("Mean of the squared differences between prediction and target.")
                        .formula("Σ(p − t)² / n; its root where `squared` is false")
                        .parameters(List.of(
                                Parameter.flag("squared", true, "false for the root of the mean squared error"),
                                NUM_OUTPUTS,
                                Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of("mean_absolute_error", ErrorMetrics::meanAbsolute)
                        .torchMetrics("MeanAbsoluteError")
                        .scikitLearn("mean_absolute_error")
                        .summary("Mean of the absolute differences between prediction and target.")
                        .formula("Σ|p − t| / n")
                        .parameters(List.of(NUM_OUTPUTS, Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of(
                                "mean_absolute_percentage_error",
                                arguments -> mean(arguments, new Term.Percentage(), ONE))
                        .torchMetrics("MeanAbsolutePercentageError")
                        .scikitLearn("mean_absolute_percentage_error (with another least divisor)")
                        .summary("Mean of the absolute errors relative to the target; 1 is 100 %.")
                        .formula("Σ |p − t| / max(|t|, 1.17e-6) / n")
                        .parameters(List.of(Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of(
                                "symmetric_mean_absolute_percentage_error",
                                arguments -> mean(arguments, new Term.SymmetricPercentage(), ONE))
                        .torchMetrics("SymmetricMeanAbsolutePercentageError")
                        .summary("Mean of the absolute errors relative to the mean of prediction and target; 0 to 2.")
                        .formula("Σ 2·|p − t| / max(|p| + |t|, 1.17e-6) / n")
                        .parameters(List.of(Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of("weighted_mean_absolute_percentage_error", ErrorMetrics::weightedPercentage)
                        .torchMetrics("WeightedMeanAbsolutePercentageError")
                        .summary("Sum of the absolute errors relative to the sum of the targets' magnitudes.")
                        .formula("Σ|p − t| / max(Σ|t|, 1.17e-6)")
                        .takesWeights(),
                MetricDefinition.of("mean_squared_log_error", arguments -> mean(arguments, new Term.SquaredLog(), ONE))
                        .torchMetrics("MeanSquaredLogError")
                        .scikitLearn("mean_squared_log_error")
                        .summary("Mean of the squared differences between the logarithms of 1 + prediction and target.")
                        .formula("Σ (log(1 + p) − log(1 + t))² / n")
                        .undefinedWhen("a prediction or target was −1 or less")
                        .parameters(List.of(Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of("root_mean_squared_log_error", ErrorMetrics::rootMeanSquaredLog)
                        .scikitLearn("root_mean_squared_log_error")
                        .summary("Root of the mean squared difference between the logarithms of 1 + prediction and"
                                + " target.")
                        .formula("√(Σ (log(1 + p) − log(1 + t))² / n)")
                        .undefinedWhen("a prediction or target was −1 or less")
                        .parameters(List.of(NUM_OUTPUTS, Confidence.NORMAL)),
                MetricDefinition.of(
                                "log_cosh_error",
                                arguments -> mean(
                                        arguments,
                                        new Term.LogCosh(),
                                        new Outputs.Each(arguments.integer("num_outputs"))))
                        .torchMetrics("LogCoshError")
                        .summary("Mean of the logarithm of the hyperbolic cosine of the difference.")
                        .formula("Σ log(cosh(p − t)) / n, without TorchMetrics' overflow of large differences")
                        .parameters(List.of(NUM_OUTPUTS, Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of("minkowski_distance", ErrorMetrics::minkowski)
                        .torchMetrics("MinkowskiDistance")
                        .summary("Distance between all predictions and all targets; it grows with their number.")
                        .formula("(Σ|p − t|^p)^(1/p)")
                        .parameters(List.of(Parameter.number("p", null, "order of the distance, at least 1")
                                .mustBeGiven()
                                .atLeast(1)))
                        .takesWeights(),
                MetricDefinition.of("tweedie_deviance_score", ErrorMetrics::tweedie)
                        .torchMetrics("TweedieDevianceScore")
                        .scikitLearn("mean_tweedie_deviance, mean_poisson_deviance, mean_gamma_deviance")
                        .summary("Mean unit deviance of a Tweedie distribution: normal, Poisson, gamma and others.")
                        .formula("power 0: (p − t)²; 1: 2(t·log(t/p) + p − t); 2: 2(log(p/t) + t/p − 1); else"
                                + " 2(max(t, 0)^(2−k)/((1−k)(2−k)) − t·p^(1−k)/(1−k) + p^(2−k)/(2−k)). Rows outside"
                                + " the power's domain are turned away")
                        .parameters(List.of(Parameter.number(
                                "power",
                                0.0,
                                "0 normal, 1 Poisson, between 1 and 2 compound Poisson, 2 gamma, 3 inverse Gaussian;"
                                        + " not between 0 and 1")))
                        .takesWeights(),
                MetricDefinition.of("critical_success_index", ErrorMetrics::criticalSuccess)
                        .torchMetrics("CriticalSuccessIndex")
                        .scikitLearn("jaccard_score of both sides above the threshold")
                        .summary("Share of the values at or above a threshold, on either side, that are so on both.")
                        .formula("hits / (hits + misses + false alarms); 0 where there are none of them")
                        .parameters(List.of(
                                Parameter.number("threshold", null, "what a value must reach")
                                        .mustBeGiven(),
                                Parameter.integer(
                                                "keep_sequence_dim",
                                                null,
                                                "dimension to give a value for each index of; 0 are the rows, which"
                                                        + " are listed in order; the others are counted over all rows")
                                        .atLeast(0),
                                RowMetrics.MAX_DISTINCT))
                        .takesWeights());
    }

    private static Metric criticalSuccess(Arguments arguments) {
        ThresholdCounts counts = new ThresholdCounts(
                arguments.number("threshold"),
                ThresholdCounts.kept(arguments.integerOrNull("keep_sequence_dim")),
                arguments.integer("max_distinct"));
        return Metric.of(arguments.metric(), counts, true, counts::criticalSuccessIndex);
    }

    private static Metric meanSquared(Arguments arguments) {
        SquaredError errors = new SquaredError(Outputs.flattened(arguments.integer("num_outputs")));
        DoubleUnaryOperator root = arguments.flag("squared") ? mean -> mean : ErrorMetrics::root;
        Metric metric = Metric.of(
                arguments.metric(),
                errors,
                false,
                memory -> mean(memory, errors.outputs()).map(root));
        return ErrorInterval.of(arguments, metric, new Term.Power(2), errors.outputs(), root);
    }

    private static Metric meanAbsolute(Arguments arguments) {
        AbsoluteError errors = new AbsoluteError(Outputs.flattened(arguments.integer("num_outputs")));
        Metric metric = Metric.of(arguments.metric(), errors, false, memory -> mean(memory, errors.outputs()));
        return ErrorInterval.of(arguments, metric, new Term.Power(1), errors.outputs(), mean -> mean);
    }

    private static Metric rootMeanSquaredLog(Arguments arguments) {
        Outputs outputs = Outputs.flattened(arguments.integer("num_outputs"));
        TermSum terms = new TermSum(new Term.SquaredLog(), outputs);
        Metric metric = Metric.of(
                arguments.metric(),
                terms,
                false,
                memory -> mean(memory, outputs).map(ErrorMetrics::root));
        return ErrorInterval.of(arguments, metric, terms.term(), outputs, ErrorMetrics::root);
    }

    static Metric mean(Arguments arguments, Term term, Outputs outputs) {
        TermSum terms = new TermSum(term, outputs);
        Metric metric = Metric.of(arguments.metric(), terms, false, memory -> mean(memory, outputs));
        return ErrorInterval.of(arguments, metric, term, outputs, mean -> mean);
    }

    /** Of a mean that is not negative, though the end of its interval may be. */
    private static double root(double mean) {
        return Math.sqrt(Math.max(0, mean));
    }

    /** Sum by count, the slots in which every statistic of this file keeps them. */
    private static Value mean(Memory memory, Outputs outputs) {
        double[] means = new double[outputs.width()];
        for (int output = 0; output < means.length; output++) {
            means[output] = memory.sum(TermSum.SUM, output).dividedBy(memory.count(TermSum.COUNT, output));
        }
        return outputs.value(means);
    }

    private static Metric weightedPercentage(Arguments arguments) {
        TermSum scale = new TermSum(new Term.TargetMagnitude(), ONE);
        Dyadic least = Dyadic.of(Term.LEAST_DIVISOR);
        Dyadic unit = Dyadic.of(arguments.unit());
        return new Metric(
                arguments.metric(),
                List.of(new AbsoluteError(ONE), scale),
                memories -> {
                    Dyadic divisor = memories.get(1).sum(TermSum.SUM).times(unit);
                    return Value.scalar(memories.get(0)
                            .sum(AbsoluteError.ABSOLUTE_ERROR)
                            .times(unit)
                            .dividedBy(divisor.compareTo(least) < 0 ? least : divisor));
                },
                false);
    }

    private static Metric minkowski(Arguments arguments) {
        double order = arguments.number("p");
        Dyadic unit = Dyadic.of(arguments.unit());
        if (order == 1) {
            return Metric.of(
                    arguments.metric(),
                    new AbsoluteError(ONE),
                    false,
                    memory -> Value.scalar(
                            memory.sum(AbsoluteError.ABSOLUTE_ERROR).times(unit).doubleValue()));
        } else if (order == 2) {
            return Metric.of(
                    arguments.metric(),
                    new SquaredError(ONE),
                    false,
                    memory -> Value.scalar(Math.sqrt(
                            memory.sum(SquaredError.SQUARED_ERROR).times(unit).doubleValue())));
        }
        return Metric.of(
                arguments.metric(),
                new TermSum(new Term.Power(order), ONE),
                false,
                memory -> Value.scalar(
                        StrictMath.pow(memory.sum(TermSum.SUM).times(unit).doubleValue(), 1 / order)));
    }

    private static Metric tweedie(Arguments arguments) {
        double power = arguments.number("power");
        if (power > 0 && power < 1) {
            throw arguments.refuse("'power' is " + power + "; there is no Tweedie distribution of a power between 0 and"
                    + " 1, expected 0, or 1 and more, or a negative number");
        }
        if (power == 0) {
            SquaredError errors = new SquaredError(ONE);
            return Metric.of(arguments.metric(), errors, null, memory -> mean(memory, ONE));
        }
        TermSum deviances = new TermSum(new Term.Deviance(power), ONE);
        return Metric.of(arguments.metric(), deviances, null, memory -> mean(memory, ONE));
    }
}
