package io.evalstream.metrics.batch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that came together, each column as one tensor whose first dimension is the rows: a batch of a training loop. It is
 * checked row by row, by what a single row would be checked by, and appended to a {@link Batch} as it is.
 */
public final class Block {

    private final RowSchema schema;
    private final int rows;
    private final @Nullable Object[] columns;

    /** One column of all rows. */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement, as in a cell
    record Numbers(double[] values, DataType type, int[] rowShape, int width) {}

    /** As {@link Numbers}, for texts: so many in each row. */
    record Texts(List<String> values, int width) {}

    /** A block of so many rows that lack every column. */
    public Block(RowSchema schema, int rows) {
        this.schema = schema;
        this.rows = rows;
        columns = new Object[schema.inputs().size()];
    }

    public int rows() {
        return rows;
    }

    /**
     * Sets a column; one that no statistic reads is left out.
     *
     * @param values the elements of all rows, row-major
     * @param rowShape the shape of one row, empty for a single number
     */
    public Block set(Input input, double[] values, DataType type, int... rowShape) {
        int width = 1;
        for (int dimension : rowShape) {
            width *= dimension;
        }
        requireFull(input, values.length, width);
        return put(input, new Numbers(values, type, rowShape.clone(), width));
    }

    /** Sets a column of texts, so many of them in each row. */
    public Block set(Input input, List<String> values, int perRow) {
        requireFull(input, values.size(), perRow);
        return put(input, new Texts(values, perRow));
    }

    /** A rejection for the first row that does not meet what the statistics ask, or null. */
    public @Nullable Rejection check() {
        if (rows == 0) {
            return null;
        }
        // One row serves for all: its numbers are overwritten, so that a batch costs no object for each row.
        Row row = new Row(schema);
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] instanceof Numbers numbers) {
                row.set(
                        schema.inputs().get(i),
                        new Cell.Numbers(new double[numbers.width], numbers.type, numbers.rowShape));
            }
        }
        for (int at = 0; at < rows; at++) {
            fill(row, at);
            Rejection rejection = schema.check(row);
            if (rejection != null) {
                return new Rejection(rejection.reason(), "row " + at + ": " + rejection.message());
            }
        }
        return null;
    }

    @Nullable
    Object column(int index) {
        return columns[index];
    }

    private void fill(Row row, int at) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i] instanceof Numbers numbers) {
                double[] cell = ((Cell.Numbers) row.cell(i)).values();
                System.arraycopy(numbers.values, at * numbers.width, cell, 0, numbers.width);
            } else if (columns[i] instanceof Texts texts) {
                row.set(schema.inputs().get(i), new Cell.Texts(texts(texts, at)));
            }
        }
    }

    static List<String> texts(Texts column, int row) {
        return column.values.subList(row * column.width, (row + 1) * column.width);
    }

    private Block put(Input input, Object column) {
        int index = schema.indexOf(input);
        if (index >= 0) {
            columns[index] = column;
        }
        return this;
    }

    private void requireFull(Input input, int elements, int width) {
        if (elements != Math.multiplyExact(rows, width)) {
            throw new IllegalArgumentException("column " + input.name() + " has " + elements + " elements, which do not"
                    + " fill " + rows + " rows of " + width);
        }
    }

    @Override
    public String toString() {
        return "Block of " + rows + " rows " + Arrays.toString(columns);
    }
}
