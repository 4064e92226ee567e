package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns tensors, and what modules are called with, until it is closed: nothing of a scope outlives it. How many are open is
 * known, so that tests assert that none is left.
 */
public final class TensorScope implements AutoCloseable {

    private static final AtomicInteger OPEN = new AtomicInteger();

    private final PtNDManager manager;
    private final Deque<IValue> values = new ArrayDeque<>();
    private boolean closed;

    private TensorScope(PtNDManager manager) {
        this.manager = manager;
        OPEN.incrementAndGet();
    }

    /** A new scope of tensors on a device. */
    public static TensorScope on(Device device) {
        return new TensorScope(TorchEngine.newManager(device));
    }

    /** Number of scopes that are not closed. */
    public static int open() {
        return OPEN.get();
    }

    public PtNDManager manager() {
        return manager;
    }

    /**
     * A tensor of what a direct buffer holds, from its position on, in the byte order of this machine. On the CPU it is the
     * buffer's memory, which must not change while the scope is open.
     */
    public PtNDArray tensor(ByteBuffer direct, DataType type, long... shape) {
        return manager.create(direct, new Shape(shape), type);
    }

    /** A value that is given back with this scope. */
    public IValue own(IValue value) {
        values.push(value);
        return value;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            values.forEach(IValue::close);
            manager.close();
            OPEN.decrementAndGet();
        }
    }
}
