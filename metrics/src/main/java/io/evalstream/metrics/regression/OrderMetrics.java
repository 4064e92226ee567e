package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;

/** The loss of predicted quantiles, and the median and the largest of the errors. */
final class OrderMetrics {

    static final Parameter ALPHA = Parameter.number(
                    "alpha", 0.5, "the quantile that is predicted; 0.5 is the median, and the loss half the error")
            .within(0, 1);

    private OrderMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of(
                                "mean_pinball_loss",
                                arguments -> ErrorMetrics.mean(
                                        arguments, new Term.Pinball(arguments.number("alpha")), outputs(arguments)))
                        .scikitLearn("mean_pinball_loss")
                        .summary("Mean loss of predicting a quantile, which is least for the true one.")
                        .formula("Σ max(α·(t − p), (1 − α)·(p − t)) / n (Koenker and Bassett 1978)")
                        .parameters(List.of(ALPHA, ErrorMetrics.NUM_OUTPUTS, Confidence.NORMAL))
                        .takesWeights(),
                MetricDefinition.of("max_error", OrderMetrics::largest)
                        .scikitLearn("max_error")
                        .summary("The largest absolute difference between prediction and target.")
                        .formula("max |p − t|")
                        .undefinedWhen("a row with the largest error was retracted")
                        .parameters(List.of(ErrorMetrics.NUM_OUTPUTS)),
                MetricDefinition.of("median_absolute_error", OrderMetrics::median)
                        .scikitLearn("median_absolute_error")
                        .summary("Median of the absolute differences between prediction and target; exact.")
                        .formula("the middle of the sorted |p − t|, or the mean of the two in the middle")
                        .undefinedWhen("there are more distinct errors than `max_distinct`")
                        .parameters(List.of(ErrorMetrics.NUM_OUTPUTS, RowMetrics.MAX_DISTINCT))
                        .takesWeights());
    }

    /** The outputs of a metric that takes rows of any shape for one. */
    static Outputs outputs(Arguments arguments) {
        return Outputs.flattened(arguments.integer("num_outputs"));
    }

    private static Metric largest(Arguments arguments) {
        LargestError error = new LargestError(outputs(arguments));
        return Metric.of(arguments.metric(), error, false, memory -> {
            double[] largest = new double[error.outputs().width()];
            for (int output = 0; output < largest.length; output++) {
                largest[output] = memory.extremum(LargestError.LARGEST, output);
            }
            return error.outputs().value(largest);
        });
    }

    private static Metric median(Arguments arguments) {
        Distinct errors =
                new Distinct(Distinct.Of.ABSOLUTE_ERROR, outputs(arguments), arguments.integer("max_distinct"));
        return Metric.of(arguments.metric(), errors, false, memory -> median(errors.outputs(), memory));
    }

    private static Value median(Outputs outputs, Memory memory) {
        double[] medians = new double[outputs.width()];
        for (int output = 0; output < medians.length; output++) {
            Distinct.Numbers errors = Distinct.read(memory, output);
            if (errors.total() == 0) {
                return Value.undefined(Value.Code.EMPTY, "every row was retracted");
            }
            if (Double.isInfinite(errors.largest())) {
                return Value.undefined(Value.Code.NON_FINITE, "an error is past the range of doubles");
            }
            medians[output] = errors.quantile(0.5).doubleValue();
        }
        return outputs.value(medians);
    }
}
