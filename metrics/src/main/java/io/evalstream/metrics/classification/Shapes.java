package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether predictions and targets of one row fit each other. */
final class Shapes {

    private Shapes() {}

    /** A rejection where the predictions, less their first dimensions, have not the shape of the target; or null. */
    static @Nullable Rejection compare(Cell.Numbers preds, int without, Cell.Numbers target) {
        int[] shape = preds.shape();
        int[] inner = Arrays.copyOfRange(shape, Math.min(without, shape.length), shape.length);
        return same(inner, target.shape())
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        Input.PREDS.name() + " has the shape " + Arrays.toString(shape) + " and "
                                + Input.TARGET.name() + " " + Arrays.toString(target.shape()) + "; expected a target "
                                + (without == 0 ? "of the same shape" : "for every vector of scores"));
    }

    /** A single number may come as a list of one. */
    private static boolean same(int[] left, int[] right) {
        return Arrays.equals(left, right) || (isSingle(left) && isSingle(right));
    }

    private static boolean isSingle(int[] shape) {
        return shape.length == 0 || (shape.length == 1 && shape[0] == 1);
    }
}
