package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.DeviceException;
import org.junit.jupiter.api.Assumptions;

/** Skips tests where PyTorch's libraries are not on this machine. */
final class Torch {

    private Torch() {}

    static void assume() {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    static void assumeGpu() {
        assume();
        Assumptions.assumeTrue(TorchEngine.gpus() > 0, "there is no CUDA device");
    }
}
