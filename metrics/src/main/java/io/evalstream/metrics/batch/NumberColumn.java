package io.evalstream.metrics.batch;

import java.util.Arrays;

/**
 * A column of tensors, packed one after another. The elements of row {@code r} are {@code values[start(r)]} up to, but
 * without, {@code values[end(r)]}.
 */
public final class NumberColumn {

    private static final int[] SCALAR = {};

    private double[] values = new double[64];
    private int[] ends = new int[64];
    private DataType[] types = new DataType[64];
    private int[][] shapes = new int[64][];
    private int size;

    /** All elements. Only those of the rows appended so far are meaningful. */
    public double[] values() {
        return values;
    }

    public int start(int row) {
        return row == 0 ? 0 : ends[row - 1];
    }

    public int end(int row) {
        return ends[row];
    }

    /** Number of elements of a row; 0 where the row lacks the column. */
    public int length(int row) {
        return ends[row] - start(row);
    }

    public DataType type(int row) {
        return types[row];
    }

    /** Shape of a row's tensor; empty for a single number. */
    public int[] shape(int row) {
        return shapes[row];
    }

    /** The one element of a row that holds a single number. */
    public double scalar(int row) {
        return values[start(row)];
    }

    /** The elements of a row, copied. */
    public double[] row(int row) {
        return Arrays.copyOfRange(values, start(row), ends[row]);
    }

    Cell cell(int row) {
        // A tensor of no dimension has one element, so only a row that lacks the column has none.
        return length(row) == 0 && shapes[row].length == 0
                ? Cell.ABSENT
                : new Cell.Numbers(row(row), types[row], shapes[row]);
    }

    void append(Cell cell) {
        if (cell instanceof Cell.Numbers numbers) {
            append(numbers.values(), numbers.type(), numbers.shape());
        } else {
            append(new double[0], DataType.FLOAT64, SCALAR);
        }
    }

    private void append(double[] elements, DataType type, int[] shape) {
        int start = size == 0 ? 0 : ends[size - 1];
        int end = start + elements.length;
        if (end > values.length) {
            values = Arrays.copyOf(values, Math.max(end, values.length * 2));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, size * 2);
            types = Arrays.copyOf(types, size * 2);
            shapes = Arrays.copyOf(shapes, size * 2);
        }
        System.arraycopy(elements, 0, values, start, elements.length);
        ends[size] = end;
        types[size] = type;
        shapes[size] = shape;
        size++;
    }

    void clear() {
        size = 0;
    }
}
