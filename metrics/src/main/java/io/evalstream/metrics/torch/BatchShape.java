package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the rows of a batch look alike, so that its columns are tensors: each column of one type, and vectors of one
 * width. What does not is left to the loops.
 */
final class BatchShape {

    private static final double SMALLEST_FACTOR = 0x1p-400;
    private static final double LARGEST_FACTOR = 0x1p400;

    private final Batch batch;
    private final Map<Input, DataType> types = new HashMap<>();
    private final Map<Input, Boolean> factors = new HashMap<>();

    BatchShape(Batch batch) {
        this.batch = batch;
    }

    /** Number of elements of the batch's rows. */
    int elements(@Nullable Input elements) {
        return elements == null ? batch.size() : batch.numbers(elements).end(batch.size() - 1);
    }

    /** Number of elements of a row. */
    int elements(@Nullable Input elements, int row) {
        return elements == null ? 1 : batch.numbers(elements).length(row);
    }

    /** The one type of a column; float64 for whole numbers. */
    DataType type(Input input) {
        return types.computeIfAbsent(input, any -> batch.numbers(input).type(0));
    }

    /** True where all numbers of a column are zero, or neither so small nor so large that their products are cut off. */
    boolean hasFactors(Input input) {
        return factors.computeIfAbsent(input, any -> {
            NumberColumn column = batch.numbers(input);
            double[] values = column.values();
            int end = column.end(batch.size() - 1);
            boolean all = true;
            for (int i = 0; i < end; i++) {
                double magnitude = Math.abs(values[i]);
                all &= (magnitude >= SMALLEST_FACTOR && magnitude <= LARGEST_FACTOR) || magnitude == 0;
            }
            return all;
        });
    }

    /** True where a column is a tensor. */
    boolean fits(Expression column, @Nullable Input elements) {
        if (column instanceof Expression.Weight) {
            return true;
        }
        if (column instanceof Expression.Whole whole) {
            return isPerElement(batch.numbers(whole.input()), elements);
        }
        Expression.Vectors vectors = (Expression.Vectors) column;
        NumberColumn found = batch.numbers(vectors.input());
        return hasOneType(found) && hasOneWidth(found, vectors, elements);
    }

    private boolean hasOneType(NumberColumn column) {
        DataType type = column.type(0);
        if (type == DataType.FLOAT16 || type == DataType.BFLOAT16) {
            return false; // Their arithmetic is rounded in ways that tensors do not share.
        }
        for (int row = 1; row < batch.size(); row++) {
            if (column.type(row) != type) {
                return false;
            }
        }
        return true;
    }

    private boolean isPerElement(NumberColumn column, @Nullable Input elements) {
        for (int row = 0; row < batch.size(); row++) {
            if (column.length(row) != elements(elements, row)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasOneWidth(NumberColumn column, Expression.Vectors vectors, @Nullable Input elements) {
        int perRow = elements(elements, 0);
        long width = vectors.width();
        if (width == 0) {
            width = perRow == 0 ? 0 : column.length(0) / perRow;
        }
        if (width == 0) {
            return false;
        }
        boolean alike = vectors.axis() == Expression.Axis.FIRST;
        for (int row = 0; row < batch.size(); row++) {
            int count = elements(elements, row);
            if (column.length(row) != width * count || (alike && count != perRow)) {
                return false;
            }
        }
        return true;
    }
}
