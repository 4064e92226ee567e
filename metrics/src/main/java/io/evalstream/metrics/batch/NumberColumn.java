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

    /** Appends rows of one type and shape, packed one after another. */
    void append(double[] elements, int rows, DataType type, int[] rowShape) {
        int start = reserve(elements.length, rows);
        System.arraycopy(elements, 0, values, start, elements.length);
        int width = rows == 0 ? 0 : elements.length / rows;
        for (int row = 0; row < rows; row++) {
            ends[size + row] = start + (row + 1) * width;
        }
        Arrays.fill(types, size, size + rows, type);
        Arrays.fill(shapes, size, size + rows, rowShape);
        size += rows;
    }

    private void append(double[] elements, DataType type, int[] shape) {
        int start = reserve(elements.length, 1);
        System.arraycopy(elements, 0, values, start, elements.length);
        ends[size] = start + elements.length;
        types[size] = type;
        shapes[size] = shape;
        size++;
    }

    /** Makes room for so many elements in so many rows; returns where the elements begin. */
    private int reserve(int elements, int rows) {
        int start = size == 0 ? 0 : ends[size - 1];
        int end = Math.addExact(start, elements);
        if (end > values.length) {
            values = Arrays.copyOf(values, Math.max(end, values.length * 2));
        }
        if (size + rows > ends.length) {
            int capacity = Math.max(size + rows, ends.length * 2);
            ends = Arrays.copyOf(ends, capacity);
            types = Arrays.copyOf(types, capacity);
            shapes = Arrays.copyOf(shapes, capacity);
        }
        return start;
    }

    void clear() {
        size = 0;
    }
}
