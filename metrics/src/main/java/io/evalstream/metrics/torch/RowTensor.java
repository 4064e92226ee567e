package io.evalstream.metrics.torch;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import java.util.Arrays;
import java.util.List;

/**
 * One column of rows of one shape, as a module is given it: float32 where the rows are, and else float64.
 *
 * @param values row-major
 * @param shape rows first
 */
@SuppressWarnings("ArrayRecordComponent") // read-only; never compared
record RowTensor(double[] values, boolean single, long[] shape) {

    /** A column of some rows of a batch. */
    static RowTensor of(Batch batch, Input input, List<Integer> rows) {
        NumberColumn column = batch.numbers(input);
        int first = rows.get(0);
        int width = column.length(first);
        double[] values = new double[rows.size() * width];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(column.values(), column.start(rows.get(i)), values, i * width, width);
        }
        return of(values, column.type(first), rows.size(), column.shape(first));
    }

    /** A row alone. */
    static RowTensor of(Cell.Numbers cell) {
        return of(cell.values(), cell.type(), 1, cell.shape());
    }

    private static RowTensor of(double[] values, DataType type, int rows, int[] rowShape) {
        return new RowTensor(values, type == DataType.FLOAT32, shape(rows, rowShape));
    }

    /** The shape of so many rows of a shape. */
    static long[] shape(int rows, int[] rowShape) {
        long[] shape = new long[rowShape.length + 1];
        shape[0] = rows;
        for (int i = 0; i < rowShape.length; i++) {
            shape[i + 1] = rowShape[i];
        }
        return shape;
    }

    /** Some of the rows. */
    RowTensor rows(int from, int to) {
        int width = (int) (values.length / shape[0]);
        long[] fewer = shape.clone();
        fewer[0] = (long) to - from;
        return new RowTensor(Arrays.copyOfRange(values, from * width, to * width), single, fewer);
    }

    PtNDArray in(TensorScope scope) {
        return in(scope, values, single, new Shape(shape));
    }

    /** Numbers as a tensor of float32 or float64. */
    static PtNDArray in(TensorScope scope, double[] values, boolean single, Shape shape) {
        if (!single) {
            return (PtNDArray) scope.manager().create(values, shape);
        }
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return (PtNDArray) scope.manager().create(floats, shape);
    }
}
