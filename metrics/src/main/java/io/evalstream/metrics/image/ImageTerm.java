package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Requirement;
import java.util.List;

/**
 * The numbers that a row of images contributes: one, or one for each place. They come from IEEE operations, square roots and
 * {@code StrictMath} in a fixed order, so that they have the same bits everywhere; one that is not defined is NaN.
 */
interface ImageTerm extends ColumnSet {

    /** The numbers of a row. */
    Cell.Numbers of(Batch batch, int row);

    @Override
    default List<Requirement> requirements() {
        return ImagePair.requirements();
    }

    static Cell.Numbers one(double number) {
        return Cell.Numbers.scalar(number, DataType.FLOAT64);
    }

    static Cell.Numbers map(double[] numbers, int... shape) {
        return new Cell.Numbers(numbers, DataType.FLOAT64, shape);
    }
}
