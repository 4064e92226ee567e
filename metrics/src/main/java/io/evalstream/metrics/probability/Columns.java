package io.evalstream.metrics.probability;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowWeights;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import io.evalstream.metrics.metric.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a score of probabilities: predictions, the classes that came true, and weights where there are any.
 *
 * @param classes number of classes, each with a prediction for every element; 0 for the probability of class 1 alone
 * @param ignored elements with this target are not counted
 */
record Columns(int classes, InputKind input, @Nullable Integer ignored) {

    static final Parameter NUM_CLASSES =
            Parameter.integer("num_classes", null, "number of classes").atLeast(2);
    static final Parameter IGNORE_INDEX =
            Parameter.integer("ignore_index", null, "elements with this target are not counted");
    static final Parameter INPUT =
            Parameter.choice("input", "probability", "what the numbers in preds are", "probability", "logit");

    static Columns binary(Arguments arguments) {
        return of(0, arguments);
    }

    static Columns multiclass(Arguments arguments) {
        return of(arguments.integer("num_classes"), arguments);
    }

    private static Columns of(int classes, Arguments arguments) {
        return new Columns(
                classes, arguments.choice("input", InputKind.class), arguments.integerOrNull("ignore_index"));
    }

    /** Number of classes that an element may belong to. */
    int outcomes() {
        return isBinary() ? 2 : classes;
    }

    boolean isBinary() {
        return classes == 0;
    }

    boolean areLogits() {
        return input == InputKind.LOGIT;
    }

    List<Requirement> requirements() {
        Domain domain = areLogits() ? new Domain.Finite() : new Domain.Range(0, 1);
        return withWeights(
                new Requirement(Input.PREDS, classes, domain, false),
                Requirement.of(Input.TARGET, new Domain.Classes(outcomes(), ignored)));
    }

    /** These and the weights, which a row may lack; it then has weight 1. */
    static List<Requirement> withWeights(Requirement... others) {
        return RowWeights.with(List.of(others), new Domain.Above(0, true));
    }

    @Nullable
    Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        if (preds.type().isInteger()) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE,
                    "preds holds whole numbers; expected probabilities or logits as floats");
        }
        int[] shape = preds.shape();
        return checkShapes(
                row, isBinary() ? shape : Arrays.copyOfRange(shape, Math.min(1, shape.length), shape.length));
    }

    /** A rejection where the target has another shape than expected, or there is neither one weight nor one for each. */
    static @Nullable Rejection checkShapes(Row row, int[] expected) {
        Cell.Numbers target = row.numbers(Input.TARGET);
        if (!Arrays.equals(expected, target.shape())) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "target has the shape " + Arrays.toString(target.shape()) + "; expected "
                            + Arrays.toString(expected) + " to go with preds");
        }
        if (RowWeights.cell(row, true) instanceof Cell.Numbers weights
                && weights.values().length != 1
                && !Arrays.equals(weights.shape(), target.shape())) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "weights has the shape " + Arrays.toString(weights.shape())
                            + "; expected one weight, or one for each target: " + Arrays.toString(target.shape()));
        }
        return null;
    }

    /** The ignored target as a number to compare with; NaN, which equals nothing, where none is. */
    double ignoredTarget() {
        return ignored == null ? Double.NaN : ignored;
    }
}
