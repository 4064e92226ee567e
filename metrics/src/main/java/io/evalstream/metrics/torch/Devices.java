package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.DeviceException;
import java.util.regex.Pattern;

/** Devices by name. */
public final class Devices {

    public static final String ARRAYS = "arrays";

    private static final Pattern TORCH = Pattern.compile("torch:(cpu|cuda:\\d{1,3})");
    private static final String ENGINE = "ai.djl.pytorch.engine.PtEngine";

    private Devices() {}

    /**
     * The device of a name.
     *
     * @param name {@code arrays}, {@code torch:cpu} or {@code torch:cuda:N}
     * @throws DeviceException where there is no such device here
     */
    public static Device open(String name) {
        if (name.equals(ARRAYS)) {
            return new ArraysDevice();
        }
        if (!TORCH.matcher(name).matches()) {
            throw new DeviceException(
                    "the device '" + name + "' is not known; expected arrays, torch:cpu or torch:cuda:N");
        }
        if (!hasLibrary()) {
            throw new DeviceException(
                    "the device '" + name + "' needs DJL, which is not on the class path; put the jars"
                            + " api, pytorch-engine, pytorch-jni, jna and gson into the cluster's lib folder");
        }
        return new TorchDevice(name.substring("torch:".length()));
    }

    private static boolean hasLibrary() {
        try {
            Class.forName(ENGINE, false, Devices.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
