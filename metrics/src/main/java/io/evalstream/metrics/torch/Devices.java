package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.DeviceException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

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
        check(name);
        requireLibrary("the device '" + name + "'");
        return new TorchDevice(name.substring("torch:".length()));
    }

    /** Refuses a name that no device has. */
    public static void check(String name) {
        if (!name.equals(ARRAYS) && !TORCH.matcher(name).matches()) {
            throw new DeviceException(
                    "the device '" + name + "' is not known; expected auto, arrays, torch:cpu or torch:cuda:N");
        }
    }

    /** Indexes of the CUDA devices that this process sees; none without DJL. */
    public static List<Integer> gpus() {
        return hasLibrary() ? IntStream.range(0, TorchEngine.gpus()).boxed().toList() : List.of();
    }

    /** Refuses what needs DJL where it is not on the class path. Nothing of DJL may be touched before. */
    static void requireLibrary(String what) {
        if (!hasLibrary()) {
            throw new DeviceException(
                    what + " needs DJL, which is not on the class path; put the jars api, pytorch-engine,"
                            + " pytorch-jni, jna and gson into the cluster's lib folder");
        }
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
