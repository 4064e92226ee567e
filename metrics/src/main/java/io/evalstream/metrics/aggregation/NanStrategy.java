package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Parameter;

/** What becomes of a value that is NaN. */
sealed interface NanStrategy {

    /** The row is turned away. */
    record Reject() implements NanStrategy {}

    /** The value is left out. */
    record Remove() implements NanStrategy {}

    /** The value is taken as it is, and makes the result undefined. */
    record Keep() implements NanStrategy {}

    /** This number takes the value's place, with weight 1. */
    record Replace(double by) implements NanStrategy {}

    Parameter PARAMETER = Parameter.of(
            "nan_strategy",
            Parameter.Type.ANY,
            "warn",
            "what becomes of NaN: `error` turns the row away, `warn` and `ignore` leave the value out, `disable` takes"
                    + " it as it is, and a number takes its place");

    static NanStrategy of(Arguments arguments) {
        Object given = arguments.get("nan_strategy");
        if (given instanceof Number number && !Double.isNaN(number.doubleValue())) {
            // Adding zero makes -0.0 the zero it equals.
            return new Replace(number.doubleValue() + 0.0);
        }
        return switch (String.valueOf(given)) {
            case "error" -> new Reject();
            case "warn", "ignore" -> new Remove();
            case "disable" -> new Keep();
            default ->
                throw arguments.refuse("'nan_strategy' is " + given
                        + "; expected error, warn, ignore, disable, or the number that takes the place of NaN");
        };
    }

    default Domain domain() {
        return this instanceof Reject
                ? new Domain.Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)
                : new Domain.Any();
    }

    /** Whether a value stays. */
    default boolean keeps(double value) {
        return !(this instanceof Remove && Double.isNaN(value));
    }

    /** What a value that stays is taken as. */
    default double taken(double value) {
        return this instanceof Replace replace && Double.isNaN(value) ? replace.by : value;
    }
}
