package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.evalstream.metrics.batch.WordRows;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a tensor [rows × words]. What is added to words waits in a buffer, whichever rows it belongs to, and goes over in
 * one scatter-add when the buffer is full or a row is asked for.
 */
final class TorchRows implements WordRows {

    /** Words that wait: a mebibyte of places and as much of values. */
    private static final int MOST_WAITING = 1 << 17;

    private final int words;
    private final int most;
    private final Device device;
    private final TorchModule kernels;
    private final ByteBuffer places = direct();
    private final ByteBuffer values = direct();
    private final LongBuffer waitingPlaces = places.asLongBuffer();
    private final LongBuffer waitingValues = values.asLongBuffer();
    private final Deque<Integer> free = new ArrayDeque<>();

    private @Nullable TensorScope scope;
    private @Nullable PtNDArray tensor;
    /** Read by other threads. */
    private volatile int capacity;

    TorchRows(int words, int most, Device device, TorchModule kernels) {
        this.words = words;
        this.most = most;
        this.device = device;
        this.kernels = kernels;
    }

    @Override
    public int newRow() {
        if (free.isEmpty()) {
            grow();
        }
        return free.pop();
    }

    private void grow() {
        int before = capacity;
        int after = (int) Math.max(1, Math.min(most, 2L * before));
        if (after == before) {
            throw new IllegalStateException("a row was asked for where all " + most + " are in use");
        }
        TensorScope owner = TensorScope.on(device);
        if (before == 0) {
            tensor = (PtNDArray) owner.manager().zeros(new Shape(after, words), DataType.INT64);
        } else {
            tensor = TorchModule.tensors(owner, call(owner, "grown", owner.own(IValue.from((long) after))))
                    .get(0);
        }
        if (scope != null) {
            scope.close();
        }
        scope = owner;
        capacity = after;
        for (int row = before; row < after; row++) {
            free.add(row);
        }
    }

    @Override
    public void add(int row, int word, long value) {
        if (!waitingPlaces.hasRemaining()) {
            settle();
        }
        waitingPlaces.put((long) row * words + word);
        waitingValues.put(value);
    }

    /** Adds what waits to the tensor. */
    private void settle() {
        int count = waitingPlaces.position();
        if (count > 0) {
            waitingPlaces.clear();
            waitingValues.clear();
            try (TensorScope call = TensorScope.on(device)) {
                call(
                        call,
                        "add_words",
                        call.own(IValue.from(filled(call, places, count))),
                        call.own(IValue.from(filled(call, values, count))));
            }
        }
    }

    @Override
    public void addRow(int into, int from) {
        settle();
        try (TensorScope call = TensorScope.on(device)) {
            call(call, "add_row", call.own(IValue.from((long) into)), call.own(IValue.from((long) from)));
        }
    }

    @Override
    public long[] sum(int[] rows) {
        settle();
        try (TensorScope call = TensorScope.on(device)) {
            long[] numbers = Arrays.stream(rows).asLongStream().toArray();
            IValue sum = call(call, "sum_rows", call.own(IValue.listFrom(numbers)));
            return TorchModule.tensors(call, sum).get(0).toLongArray();
        }
    }

    @Override
    public List<long[]> read(int[] rows) {
        settle();
        try (TensorScope call = TensorScope.on(device)) {
            IValue copied = call(call, "read_rows", numbers(call, rows));
            long[] together = TorchModule.tensors(call, copied).get(0).toLongArray();
            List<long[]> read = new ArrayList<>(rows.length);
            for (int i = 0; i < rows.length; i++) {
                read.add(Arrays.copyOfRange(together, i * words, (i + 1) * words));
            }
            return read;
        }
    }

    @Override
    public void drop(int[] rows) {
        if (rows.length > 0) {
            settle();
            try (TensorScope call = TensorScope.on(device)) {
                call(call, "clear_rows", numbers(call, rows));
            }
            Arrays.stream(rows).forEach(free::push);
        }
    }

    @Override
    public long nativeBytes() {
        return 8L * capacity * words + places.capacity() + values.capacity();
    }

    @Override
    public void close() {
        if (scope != null) {
            scope.close();
            scope = null;
            tensor = null;
            capacity = 0;
        }
        free.clear();
        waitingPlaces.clear();
        waitingValues.clear();
    }

    /** Calls a kernel with the tensor before its other arguments. */
    private IValue call(TensorScope call, String method, IValue... arguments) {
        IValue[] all = new IValue[arguments.length + 1];
        all[0] = call.own(IValue.from(tensor));
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return kernels.call(call, method, all);
    }

    private static IValue numbers(TensorScope call, int[] rows) {
        long[] numbers = Arrays.stream(rows).asLongStream().toArray();
        return call.own(IValue.from((PtNDArray) call.manager().create(numbers, new Shape(rows.length))));
    }

    private static PtNDArray filled(TensorScope call, ByteBuffer buffer, int count) {
        ByteBuffer part = buffer.slice(0, Long.BYTES * count).order(ByteOrder.nativeOrder());
        return call.tensor(part, DataType.INT64, count);
    }

    private static ByteBuffer direct() {
        return ByteBuffer.allocateDirect(Long.BYTES * MOST_WAITING).order(ByteOrder.nativeOrder());
    }
}
