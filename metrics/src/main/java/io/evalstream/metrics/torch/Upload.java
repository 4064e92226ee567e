package io.evalstream.metrics.torch;

import ai.djl.pytorch.engine.PtNDArray;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.RowWeights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.Map;

/** Columns of batches as tensors. The buffers they go through are kept for the next batch. */
final class Upload {

    private static final int SMALLEST = 4096;

    private final Map<Object, ByteBuffer> buffers = new HashMap<>();
    /** Read by other threads. */
    private volatile long bytes;

    /**
     * A column as a tensor: of the row's type where that is float32, else float64; whole numbers as int64.
     *
     * @param elements number of elements of the batch's rows
     */
    PtNDArray column(TensorScope scope, Batch batch, Expression column, int elements) {
        if (column instanceof Expression.Vectors vectors) {
            return vectors(scope, batch, vectors, elements);
        } else if (column instanceof Expression.Weight weight) {
            return weights(scope, batch, weight, elements);
        }
        Expression.Whole whole = (Expression.Whole) column;
        return whole(scope, batch.numbers(whole.input()), whole, elements);
    }

    private PtNDArray vectors(TensorScope scope, Batch batch, Expression.Vectors vectors, int elements) {
        NumberColumn column = batch.numbers(vectors.input());
        int numbers = column.end(batch.size() - 1);
        int width = elements == 0 ? vectors.width() : numbers / elements;
        if (vectors.axis() == Expression.Axis.LAST || elements == batch.size()) {
            return numbers(scope, column, vectors, numbers, elements, width);
        }
        // A row is [width, elements of the row], and all rows have as many elements.
        int perRow = elements / batch.size();
        PtNDArray packed = numbers(scope, column, vectors, numbers, batch.size(), width, perRow);
        return (PtNDArray) packed.transpose(0, 2, 1).reshape(elements, width);
    }

    private PtNDArray numbers(TensorScope scope, NumberColumn column, Object key, int count, long... shape) {
        double[] values = column.values();
        if (count > 0 && column.type(0) == DataType.FLOAT32) {
            ByteBuffer buffer = buffer(key, 4L * count);
            FloatBuffer floats = buffer.asFloatBuffer();
            for (int i = 0; i < count; i++) {
                floats.put(i, (float) values[i]);
            }
            return scope.tensor(buffer, ai.djl.ndarray.types.DataType.FLOAT32, shape);
        }
        ByteBuffer buffer = buffer(key, 8L * count);
        buffer.asDoubleBuffer().put(values, 0, count);
        return scope.tensor(buffer, ai.djl.ndarray.types.DataType.FLOAT64, shape);
    }

    private PtNDArray whole(TensorScope scope, NumberColumn column, Object key, int count) {
        double[] values = column.values();
        ByteBuffer buffer = buffer(key, 8L * count);
        LongBuffer longs = buffer.asLongBuffer();
        for (int i = 0; i < count; i++) {
            longs.put(i, (long) values[i]);
        }
        return scope.tensor(buffer, ai.djl.ndarray.types.DataType.INT64, count);
    }

    private PtNDArray weights(TensorScope scope, Batch batch, Expression.Weight weight, int count) {
        RowWeights weights = RowWeights.of(batch, weight.ofLabels());
        NumberColumn elements = batch.numbers(weight.elements());
        ByteBuffer buffer = buffer(weight, 8L * count);
        DoubleBuffer doubles = buffer.asDoubleBuffer();
        for (int row = 0; row < batch.size(); row++) {
            for (int i = 0; i < elements.length(row); i++) {
                doubles.put(weights.weight(row, i));
            }
        }
        return scope.tensor(buffer, ai.djl.ndarray.types.DataType.FLOAT64, count);
    }

    /** Whole numbers as a tensor. */
    PtNDArray longs(TensorScope scope, Object key, long[] values, int count) {
        ByteBuffer buffer = buffer(key, 8L * count);
        buffer.asLongBuffer().put(values, 0, count);
        return scope.tensor(buffer, ai.djl.ndarray.types.DataType.INT64, count);
    }

    /** A constant of a program as a tensor that is not of this batch alone: one number, or edges. */
    static PtNDArray constant(TensorScope scope, Object constant) {
        if (constant instanceof Long number) {
            ByteBuffer buffer = direct(8);
            buffer.putLong(0, number);
            return scope.tensor(buffer, ai.djl.ndarray.types.DataType.INT64);
        }
        double[] edges = (double[]) constant;
        ByteBuffer buffer = direct(8 * edges.length);
        DoubleBuffer doubles = buffer.asDoubleBuffer();
        doubles.put(edges);
        return scope.tensor(buffer, ai.djl.ndarray.types.DataType.FLOAT64, edges.length);
    }

    /** Bytes of all buffers. */
    long bytes() {
        return bytes;
    }

    private ByteBuffer buffer(Object key, long needed) {
        int size = Math.toIntExact(needed);
        ByteBuffer known = buffers.get(key);
        if (known == null || known.capacity() < size) {
            known = direct((int) Math.max(SMALLEST, Math.min(Integer.MAX_VALUE - 8L, needed + needed / 2)));
            buffers.put(key, known);
            bytes = buffers.values().stream().mapToLong(ByteBuffer::capacity).sum();
        }
        return known.slice(0, size).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
