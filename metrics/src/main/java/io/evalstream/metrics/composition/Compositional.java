package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Operation;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Arithmetic of metrics as TorchMetrics composes it. In a plan, {@code value: a - b} says the same with names. */
final class Compositional {

    /** Other words for operations, as functions of torch and operators of Python are called. */
    private static final Map<String, String> WORDS = Map.of(
            "subtract", "sub",
            "multiply", "mul",
            "truediv", "div",
            "true_divide", "div",
            "floor_divide", "floordiv",
            "fmod", "mod",
            "remainder", "mod");

    private static final String[] OPERATIONS = {
        "add",
        "sub",
        "mul",
        "div",
        "floordiv",
        "mod",
        "pow",
        "eq",
        "ne",
        "lt",
        "le",
        "gt",
        "ge",
        "and",
        "or",
        "xor",
        "matmul",
        "abs",
        "neg",
        "pos",
        "invert",
        "subtract",
        "multiply",
        "truediv",
        "true_divide",
        "floor_divide",
        "fmod",
        "remainder"
    };

    private Compositional() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("compositional", Compositional::create)
                .torchMetrics("CompositionalMetric")
                .summary("Arithmetic of two metrics, or of a metric and a number, element by element.")
                .formula("a op b; for abs, neg, pos and invert, op a")
                .undefinedWhen("a part is; the result is not finite; shapes or names do not fit")
                .parameters(List.of(
                        Parameter.choice("op", "abs", "the operation; comparisons are 1 where they hold", OPERATIONS),
                        Parameter.of("a", Parameter.Type.METRIC, null, "a metric, or a number")
                                .mustBeGiven(),
                        Parameter.of("b", Parameter.Type.METRIC, null, "a metric, or a number; none for one operand")));
    }

    private static Metric create(Arguments arguments) {
        Map<String, Metric> parts = new LinkedHashMap<>();
        Map<String, Value> numbers = new LinkedHashMap<>();
        for (String operand : List.of("a", "b")) {
            if (arguments.get(operand) instanceof Number number) {
                numbers.put(operand, Value.scalar(number.doubleValue()));
            } else if (arguments.has(operand)) {
                parts.put(operand, arguments.metric(operand));
            }
        }
        if (parts.isEmpty()) {
            throw arguments.refuse("'a' and 'b' are numbers; make one of them a metric");
        }
        String op = WORDS.getOrDefault(arguments.text("op"), arguments.text("op"));
        boolean single = List.of("abs", "neg", "pos", "invert").contains(op);
        if (single == arguments.has("b")) {
            throw arguments.refuse("'" + op + "' takes " + (single ? "one operand; leave out 'b'" : "two; give 'b'"));
        }
        return Metric.ofMetrics(arguments.metric(), parts, null, values -> {
            Map<String, Value> operands = new LinkedHashMap<>(numbers);
            operands.putAll(values);
            return result(op, Objects.requireNonNull(operands.get("a")), operands.getOrDefault("b", Value.scalar(0)));
        });
    }

    private static Value result(String op, Value a, Value b) {
        return switch (op) {
            case "abs", "pos" -> a.map(Math::abs);
            // As in TorchMetrics, whose + and - before a metric take its absolute value first.
            case "neg" -> a.map(value -> -Math.abs(value));
            case "invert" -> a.map(value -> ~(long) value);
            case "matmul" -> product(a, b);
            default -> Operation.valueOf(op.toUpperCase(Locale.ROOT)).apply(a, b);
        };
    }

    /** The product of matrices; a vector is a row on the left and a column on the right. */
    private static Value product(Value a, Value b) {
        if (a instanceof Value.Undefined) {
            return a;
        } else if (b instanceof Value.Undefined) {
            return b;
        }
        if (!(a instanceof Value.Tensor left) || !(b instanceof Value.Tensor right)) {
            return Values.unfit("matmul", "vectors and matrices", a instanceof Value.Tensor ? b : a);
        }
        int[] leftShape = left.shape();
        int[] rightShape = right.shape();
        int inner = leftShape[leftShape.length - 1];
        if (leftShape.length > 2 || rightShape.length > 2 || rightShape[0] != inner) {
            return Value.undefined(
                    Value.Code.DEGENERATE, "a matrix product needs as many columns on the left as rows on the right");
        }
        int rows = leftShape.length == 1 ? 1 : leftShape[0];
        int columns = rightShape.length == 1 ? 1 : rightShape[1];
        double[] cells = new double[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                for (int i = 0; i < inner; i++) {
                    cells[row * columns + column] +=
                            left.values()[row * inner + i] * right.values()[i * columns + column];
                }
            }
        }
        if (leftShape.length == 2 && rightShape.length == 2) {
            return Value.matrix(rows, columns, cells);
        }
        return leftShape.length == 1 && rightShape.length == 1 ? Value.scalar(cells[0]) : Value.vector(cells);
    }
}
