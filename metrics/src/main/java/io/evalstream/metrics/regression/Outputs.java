package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which output of a model each element of a row is a value of. */
sealed interface Outputs {

    /** All elements of a row, of whatever shape, are values of one output. */
    record One() implements Outputs {}

    /** A row is a vector with a value for each of {@code width} outputs; with one output it may be a plain number. */
    record Each(int width) implements Outputs {}

    /** A row is a plain number or a vector with a value for each output; how many there are, the rows say. */
    record AsFound() implements Outputs {}

    /** TorchMetrics' {@code num_outputs} where it flattens rows of any shape for one output. */
    static Outputs flattened(int count) {
        return count == 1 ? new One() : new Each(count);
    }

    /** Number of outputs for which memory is laid out; {@link AsFound} lays it out for the first. */
    default int width() {
        return this instanceof Each each ? each.width : 1;
    }

    /** From one element of a row to the next, how many outputs further. */
    default int stride() {
        return this instanceof One ? 0 : 1;
    }

    default Requirement requirement(Input input) {
        return this instanceof Each
                ? Requirement.wide(input, width(), new Domain.Finite())
                : Requirement.of(input, new Domain.Finite());
    }

    /** Asks for numbers that have an order: infinities have one, NaN has not. A width of 0 is any shape. */
    static Requirement ordered(Input input, int width) {
        return new Requirement(
                input, width, new Domain.Range(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY), false);
    }

    /** A rejection for a row of this shape, or null; a width that is declared was already asked for. */
    default @Nullable Rejection check(int[] shape) {
        if (shape.length <= 1 || this instanceof One) {
            return null;
        }
        return new Rejection(
                Rejection.Reason.WRONG_WIDTH,
                "a row has the shape " + Arrays.toString(shape) + "; expected a number, or a vector of outputs");
    }

    /** True where a memory by these outputs tells a memory by the others, row by row. */
    default boolean tells(Outputs others) {
        return equals(others) || (this instanceof Each && others instanceof One);
    }

    /** One value for each output: a number where one output was declared, else a vector. */
    default Value value(double[] byOutput) {
        return byOutput.length == 1 ? Value.scalar(byOutput[0]) : Value.vector(byOutput);
    }
}
