package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.evalstream.metrics.batch.DeviceException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** A TorchScript module on a device. Its methods may be called from several threads where they change no attribute. */
public final class TorchModule implements AutoCloseable {

    private final PtNDManager manager;
    private final PtSymbolBlock block;

    private TorchModule(PtNDManager manager, PtSymbolBlock block) {
        this.manager = manager;
        this.block = block;
    }

    /**
     * Loads what {@code torch.jit.save} wrote.
     *
     * @param name what it is, for the message where it does not load
     * @throws DeviceException where the bytes are not a module that this PyTorch reads
     */
    public static TorchModule load(String name, InputStream in, Device device) {
        PtNDManager manager = TorchEngine.newManager(device);
        try {
            PtSymbolBlock block = JniUtils.loadModule(manager, in, true, false);
            JniUtils.enableInferenceMode(block);
            return new TorchModule(manager, block);
        } catch (IOException | EngineException e) {
            manager.close();
            throw new DeviceException(
                    name + " is not a TorchScript module that PyTorch "
                            + TorchEngine.start().getVersion() + " reads: " + e.getMessage()
                            + "; expected what torch.jit.save writes",
                    e);
        }
    }

    /** Where its parameters are, and what it is called with must be. */
    Device device() {
        return manager.getDevice();
    }

    /** Names of the methods that can be called. */
    public List<String> methods() {
        return List.of(JniUtils.getMethodNames(block));
    }

    /**
     * Calls a method. What it returns belongs to the scope.
     *
     * <p>The graph executor's optimisations are off: they would fuse operations, and with them the roundings between, and
     * they compile anew for each size of a batch.
     */
    public IValue call(TensorScope scope, String method, IValue... arguments) {
        JniUtils.setGraphExecutorOptimize(false);
        return scope.own(IValueUtils.runMethod(block, method, arguments));
    }

    /** Calls a method that takes nothing. */
    public IValue call(TensorScope scope, String method) {
        return call(scope, method, new IValue[0]);
    }

    /** Calls a method of tensors that returns one tensor, or a tuple or list of them. */
    public List<PtNDArray> call(TensorScope scope, String method, PtNDArray... arguments) {
        IValue[] values = new IValue[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            values[i] = scope.own(IValue.from(arguments[i]));
        }
        return tensors(scope, call(scope, method, values));
    }

    /** The tensors of a tensor, a tuple or a list. */
    public static List<PtNDArray> tensors(TensorScope scope, IValue value) {
        return value.toNDList(scope.manager()).stream()
                .map(PtNDArray.class::cast)
                .toList();
    }

    @Override
    public void close() {
        block.close();
        manager.close();
    }
}
