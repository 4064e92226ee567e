package io.evalstream.metrics.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.util.cuda.CudaUtils;
import io.evalstream.metrics.batch.DeviceException;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch in this process. It is started once, from libraries that are on this machine ({@link TorchLibraries}), and has
 * one thread for each that calls it: parallelism is that of the slots.
 */
public final class TorchEngine {

    private static @Nullable Engine running;

    private TorchEngine() {}

    /**
     * Starts PyTorch, unless it runs already.
     *
     * @throws DeviceException where its libraries are not on this machine, or do not load
     */
    public static synchronized Engine start() {
        Engine known = running;
        if (known != null) {
            return known;
        }
        TorchLibraries.settle();
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("ai.djl.pytorch.num_threads", "1");
        setUnlessSet("ai.djl.pytorch.num_interop_threads", "1");
        // Kept off where tensors are computed (TorchModule); here it only stops a remark in the log.
        setUnlessSet("ai.djl.pytorch.graph_optimizer", "false");
        try {
            Engine started = Engine.getEngine("PyTorch");
            running = started;
            return started;
        } catch (EngineException | LinkageError e) {
            throw new DeviceException("PyTorch does not start: " + innermost(e) + "; " + TorchLibraries.HOW, e);
        }
    }

    /**
     * The device of this name.
     *
     * @param name {@code cpu}, or {@code cuda:N}
     * @throws DeviceException where there is no such device
     */
    public static Device device(String name) {
        start();
        if (name.equals("cpu")) {
            return Device.cpu();
        }
        int index = Integer.parseInt(name.substring("cuda:".length()));
        int count = gpus();
        if (index >= count) {
            throw new DeviceException("torch:" + name + " was asked for, and PyTorch sees "
                    + (count == 0 ? "no CUDA device" : count + " CUDA devices, numbered from 0")
                    + "; use a driver and a libtorch with CUDA, or another device");
        }
        return Device.gpu(index);
    }

    /** How many CUDA devices the driver and the runtime library of CUDA show; needs no running PyTorch. */
    public static int gpus() {
        return CudaUtils.hasCuda() ? CudaUtils.getGpuCount() : 0;
    }

    static PtNDManager newManager(Device device) {
        return (PtNDManager) start().newBaseManager(device);
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static String innermost(Throwable thrown) {
        Throwable at = thrown;
        for (Throwable cause = at.getCause(); cause != null; cause = cause.getCause()) {
            at = cause;
        }
        return String.valueOf(at.getMessage());
    }
}
