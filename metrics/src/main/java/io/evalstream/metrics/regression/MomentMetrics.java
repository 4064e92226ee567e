package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.regression.MomentReadings.Multioutput;
import io.evalstream.metrics.state.Dyadic;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Metrics that read the first and second moments of predictions and targets. */
final class MomentMetrics {

    private static final Parameter MULTIOUTPUT = Parameter.choice(
            "multioutput",
            "uniform_average",
            "how the scores of several outputs become one",
            "raw_values",
            "uniform_average",
            "variance_weighted");

    private static final Parameter OPEN_OUTPUTS = Parameter.integer(
                    "num_outputs",
                    null,
                    "number of outputs, where it is known: faster, and shared with other metrics; by default as many"
                            + " as the rows have, or one where they are weighted")
            .atLeast(1);

    private MomentMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("r2_score", MomentMetrics::determination)
                        .torchMetrics("R2Score")
                        .scikitLearn("r2_score")
                        .summary("Coefficient of determination: the share of the targets' variance that is predicted.")
                        .formula("1 − Σ(p − t)² / Σ(t − t̄)². As in TorchMetrics a sum of squares up to 1e-4 counts as"
                                + " zero: 1 without error, else 0 without variance. Adjusted for k regressors:"
                                + " 1 − (1 − R²)(n − 1)/(n − k − 1), where n > k + 1")
                        .undefinedWhen("there are fewer than two rows; with variance_weighted, all targets are equal")
                        .parameters(List.of(
                                Parameter.integer("adjusted", 0, "number of regressors to adjust for")
                                        .atLeast(0),
                                MULTIOUTPUT,
                                OPEN_OUTPUTS))
                        .takesWeights(),
                MetricDefinition.of("explained_variance", MomentMetrics::explainedVariance)
                        .torchMetrics("ExplainedVariance")
                        .scikitLearn("explained_variance_score")
                        .summary("The share of the targets' variance that is left when the errors' variance is gone.")
                        .formula("1 − Var(t − p) / Var(t); 1 without variance of the errors, else 0 without variance of"
                                + " the targets")
                        .undefinedWhen("with variance_weighted, all targets are equal")
                        .parameters(List.of(MULTIOUTPUT, OPEN_OUTPUTS))
                        .takesWeights(),
                MetricDefinition.of("relative_squared_error", MomentMetrics::relativeSquaredError)
                        .torchMetrics("RelativeSquaredError")
                        .summary("Squared error relative to that of always predicting the mean target.")
                        .formula("Σ(p − t)² / max(Σ(t − t̄)², 2^−23), averaged over the outputs; its root where"
                                + " `squared` is false")
                        .parameters(List.of(
                                ErrorMetrics.NUM_OUTPUTS,
                                Parameter.flag("squared", true, "false for the root of the relative squared error")))
                        .takesWeights(),
                MetricDefinition.of("normalized_root_mean_squared_error", MomentMetrics::normalized)
                        .torchMetrics("NormalizedRootMeanSquaredError")
                        .summary("Root of the mean squared error, relative to the size or spread of the targets.")
                        .formula("√(Σ(p − t)²/n) divided by the mean, the range, the standard deviation (over n) or the"
                                + " Euclidean norm of the targets")
                        .undefinedWhen("the divisor is zero; with range, an extreme target was retracted")
                        .parameters(List.of(
                                Parameter.choice(
                                        "normalization",
                                        "mean",
                                        "what the error is divided by",
                                        "mean",
                                        "range",
                                        "std",
                                        "l2"),
                                ErrorMetrics.NUM_OUTPUTS))
                        .takesWeights(),
                MetricDefinition.of("pearson_corrcoef", MomentMetrics::pearson)
                        .torchMetrics("PearsonCorrCoef")
                        .scikitLearn("scipy.stats.pearsonr")
                        .summary("Linear correlation of predictions and targets.")
                        .formula("Cov(p, t) / √(Var(p)·Var(t))")
                        .undefinedWhen("all predictions or all targets are equal")
                        .parameters(List.of(ErrorMetrics.NUM_OUTPUTS, Confidence.FISHER))
                        .takesWeights(),
                MetricDefinition.of(
                                "concordance_corrcoef", arguments -> each(arguments, true, OutputMoments::concordance))
                        .torchMetrics("ConcordanceCorrCoef")
                        .summary("Correlation that also falls with differences in location and scale.")
                        .formula("2·Cov(p, t) / (Var(p) + Var(t) + (p̄ − t̄)²), variances over n − 1 (Lin, Biometrics"
                                + " 45, 1989)")
                        .undefinedWhen("all predictions or all targets are equal")
                        .parameters(List.of(ErrorMetrics.NUM_OUTPUTS)));
    }

    private static Moments moments(Arguments arguments) {
        Integer declared = arguments.integerOrNull("num_outputs");
        if (declared == null && arguments.weighted()) {
            // Sums of outputs that are found with the rows have no room for multiplicities as large as weights are.
            return new Moments(new Outputs.Each(1));
        }
        return new Moments(declared == null ? new Outputs.AsFound() : new Outputs.Each(declared));
    }

    private static Metric determination(Arguments arguments) {
        Moments moments = moments(arguments);
        Multioutput multioutput = arguments.choice("multioutput", Multioutput.class);
        int regressors = arguments.integer("adjusted");
        if (regressors > 0 && arguments.weighted()) {
            throw arguments.refuse("'adjusted' is " + regressors + " and 'weighted' is true; the adjustment takes the"
                    + " number of rows, which weights do not tell; leave one of them out");
        }
        Dyadic unit = Dyadic.of(arguments.unit());
        return Metric.of(arguments.metric(), moments, true, memory -> {
            long count = memory.count(Moments.COUNT);
            if (count < 2 && !arguments.weighted()) {
                return Value.undefined(Value.Code.TOO_FEW, "a coefficient of determination takes at least two rows");
            }
            Value score = MomentReadings.reduced(moments, memory, multioutput, output -> output.determination(unit));
            return MomentReadings.adjusted(score, count, regressors);
        });
    }

    private static Metric explainedVariance(Arguments arguments) {
        Moments moments = moments(arguments);
        Multioutput multioutput = arguments.choice("multioutput", Multioutput.class);
        return Metric.of(
                arguments.metric(),
                moments,
                true,
                memory -> MomentReadings.reduced(moments, memory, multioutput, OutputMoments::explainedVariance));
    }

    private static Metric relativeSquaredError(Arguments arguments) {
        Moments moments = moments(arguments);
        boolean squared = arguments.flag("squared");
        Dyadic unit = Dyadic.of(arguments.unit());
        return Metric.of(
                arguments.metric(),
                moments,
                false,
                memory -> MomentReadings.mean(moments, memory, output -> {
                    double relative = output.relativeSquaredError(unit);
                    return squared ? relative : Math.sqrt(relative);
                }));
    }

    private static Metric pearson(Arguments arguments) {
        Confidence confidence = Confidence.of(arguments);
        if (confidence == null) {
            return each(arguments, null, OutputMoments::pearson);
        }
        Moments moments = moments(arguments);
        return Metric.of(arguments.metric(), moments, null, memory -> {
            List<Value> values = new ArrayList<>();
            for (OutputMoments output : moments.read(memory)) {
                double r = output.pearson();
                values.add(Value.scalar(r, confidence.correlation(r, 1, output.count())));
            }
            return values.size() == 1 ? values.get(0) : Value.byIndex(values);
        });
    }

    private static Metric each(
            Arguments arguments, @Nullable Boolean higherIsBetter, ToDoubleFunction<OutputMoments> score) {
        Moments moments = moments(arguments);
        return Metric.of(
                arguments.metric(), moments, higherIsBetter, memory -> MomentReadings.each(moments, memory, score));
    }

    private static Metric normalized(Arguments arguments) {
        Outputs outputs = Outputs.flattened(arguments.integer("num_outputs"));
        Moments moments = new Moments(outputs);
        Dyadic unit = Dyadic.of(arguments.unit());
        return switch (arguments.text("normalization")) {
            case "range" -> normalizedByRange(arguments, outputs);
            case "std" ->
                Metric.of(
                        arguments.metric(),
                        moments,
                        false,
                        memory -> MomentReadings.each(
                                moments,
                                memory,
                                output -> Math.sqrt(output.squaredError()
                                        .times(output.count())
                                        .dividedBy(output.targetSpread()))));
            case "l2" ->
                Metric.of(
                        arguments.metric(),
                        moments,
                        false,
                        memory -> MomentReadings.each(
                                moments,
                                memory,
                                output -> Math.sqrt(output.meanSquaredError())
                                        / Math.sqrt(output.targetSquared()
                                                .times(unit)
                                                .doubleValue())));
            default ->
                Metric.of(
                        arguments.metric(),
                        moments,
                        false,
                        memory -> MomentReadings.each(
                                moments,
                                memory,
                                output -> Math.sqrt(output.meanSquaredError())
                                        / output.target().dividedBy(output.count())));
        };
    }

    private static Metric normalizedByRange(Arguments arguments, Outputs outputs) {
        SquaredError errors = new SquaredError(outputs);
        return new Metric(
                arguments.metric(),
                List.of(errors, new TargetRange(outputs)),
                memories -> {
                    double[] values = new double[outputs.width()];
                    for (int output = 0; output < values.length; output++) {
                        double mean = memories.get(0)
                                .sum(SquaredError.SQUARED_ERROR, output)
                                .dividedBy(memories.get(0).count(SquaredError.COUNT, output));
                        values[output] = Math.sqrt(mean) / TargetRange.width(memories.get(1), output);
                    }
                    return outputs.value(values);
                },
                false);
    }
}
