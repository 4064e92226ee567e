package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Formula;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Metrics of columns whose numbers are changed before they are looked at. */
final class Transformers {

    private static final Parameter WRAPPED = Parameter.of(
                    "wrapped_metric", Parameter.Type.METRIC, null, "the metric, or a collection")
            .mustBeGiven();

    private Transformers() {}

    static MetricDefinition binaryTarget() {
        return MetricDefinition.of("binary_target_transformer", Transformers::binaryTarget)
                .torchMetrics("BinaryTargetTransformer")
                .summary("A metric of targets that are made 0 or 1 by a threshold.")
                .formula("the metric with 1 for each target > threshold, else 0")
                .undefinedWhen("the metric is")
                .parameters(List.of(WRAPPED, Parameter.number("threshold", 0.0, "targets above it are 1")));
    }

    static MetricDefinition formulas() {
        return MetricDefinition.of("input_transformer", Transformers::formulas)
                .torchMetrics("LambdaInputTransformer")
                .summary("A metric of predictions and targets that are changed by formulas.")
                .formula("the metric of transform_pred(x) and transform_target(x), number by number")
                .undefinedWhen(
                        "the metric is; rows for which a formula gives what the metric does not take are rejected")
                .parameters(List.of(
                        WRAPPED,
                        Parameter.of("transform_pred", Parameter.Type.TEXT, null, "a formula of x, such as 1 - x"),
                        Parameter.of("transform_target", Parameter.Type.TEXT, null, "a formula of x, such as x > 2")));
    }

    private static Metric binaryTarget(Arguments arguments) {
        Above above = new Above(arguments.number("threshold"));
        return arguments
                .metric("wrapped_metric")
                .replacing(statistic -> new Adapted(statistic, above))
                .named(arguments.metric());
    }

    private static Metric formulas(Arguments arguments) {
        Formulas formulas = new Formulas(formula(arguments, "transform_pred"), formula(arguments, "transform_target"));
        return arguments
                .metric("wrapped_metric")
                .replacing(statistic -> new Adapted(statistic, formulas))
                .named(arguments.metric());
    }

    private static @Nullable Formula formula(Arguments arguments, String name) {
        String text = arguments.textOrNull(name);
        if (text == null) {
            return null;
        }
        Formula formula = Formula.parse(text);
        if (!Set.of("x").containsAll(formula.names())) {
            throw arguments.refuse("'" + name + "' names " + formula.names() + "; expected a formula of x alone");
        }
        return formula;
    }

    /** Targets as 1 above a threshold and 0 below, in the type they came as. */
    record Above(double threshold) implements Columns {

        @Override
        public Requirement source(Requirement wanted) {
            return wanted.input().equals(Input.TARGET)
                    ? new Requirement(wanted.input(), wanted.width(), new Domain.Finite(), wanted.optional())
                    : wanted;
        }

        @Override
        public Cell adapt(Input wanted, Cell source) {
            if (!wanted.equals(Input.TARGET) || !(source instanceof Cell.Numbers numbers)) {
                return source;
            }
            double bound = numbers.type().round(threshold);
            return new Cell.Numbers(
                    Arrays.stream(numbers.values())
                            .map(value -> value > bound ? 1 : 0)
                            .toArray(),
                    numbers.type(),
                    numbers.shape());
        }
    }

    /** Each number by a formula. Whole results for what was whole stay whole, so that they can be classes. */
    record Formulas(@Nullable Formula ofPreds, @Nullable Formula ofTarget) implements Columns {

        @Override
        public Requirement source(Requirement wanted) {
            return formula(wanted.input()) == null
                    ? wanted
                    : new Requirement(wanted.input(), wanted.width(), new Domain.Finite(), wanted.optional());
        }

        @Override
        public Cell adapt(Input wanted, Cell source) {
            Formula formula = formula(wanted);
            if (formula == null || !(source instanceof Cell.Numbers numbers)) {
                return source;
            }
            double[] values = Arrays.stream(numbers.values())
                    .map(value -> formula.number(name -> value))
                    .toArray();
            boolean whole =
                    numbers.type().isInteger() && Arrays.stream(values).allMatch(value -> value == Math.rint(value));
            DataType type = whole || !numbers.type().isInteger() ? numbers.type() : DataType.FLOAT64;
            return new Cell.Numbers(Arrays.stream(values).map(type::round).toArray(), type, numbers.shape());
        }

        private @Nullable Formula formula(Input input) {
            return input.equals(Input.PREDS) ? ofPreds : input.equals(Input.TARGET) ? ofTarget : null;
        }
    }
}
