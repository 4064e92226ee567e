package io.evalstream.metrics.torch;

import ai.djl.Device;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.WordRows;
import io.evalstream.metrics.state.Layout;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Statistics as tensor programs, on the CPU or a CUDA device. A batch is folded by one call into a TorchScript module,
 * which adds to all states of a table at once; see {@link TorchTable}.
 */
public final class TorchDevice implements io.evalstream.metrics.batch.Device {

    static final String KERNELS = "kernels.pt";

    /** One for each device, kept as long as the process: it has no state. */
    private static final Map<Device, TorchModule> MODULES = new ConcurrentHashMap<>();

    private final String name;
    private final Device device;

    /**
     * A device.
     *
     * @param name {@code cpu}, or {@code cuda:N}
     * @throws DeviceException where PyTorch does not start, or has no such device
     */
    public TorchDevice(String name) {
        this(name, TorchEngine.device(name));
    }

    TorchDevice(String name, Device device) {
        this.name = name;
        this.device = device;
    }

    @Override
    public String name() {
        return "torch:" + name;
    }

    /** Where users' modules run that come to a device: beside its tensors, or on the CPU. */
    static Device placeOf(io.evalstream.metrics.batch.Device device) {
        return device instanceof TorchDevice torch ? torch.device : Device.cpu();
    }

    @Override
    public StateTable newTable(Layout layout, List<Statistic> statistics) {
        List<Statistic> here =
                statistics.stream().map(statistic -> statistic.on(this)).toList();
        return new TorchTable(layout, here, device, kernels());
    }

    @Override
    public WordRows newRows(int words, int most) {
        return new TorchRows(words, most, device, kernels());
    }

    /** The module of {@code src/main/torch/kernels.py} on this device. */
    TorchModule kernels() {
        return MODULES.computeIfAbsent(device, TorchDevice::load);
    }

    private static TorchModule load(Device device) {
        try (InputStream in = TorchDevice.class.getResourceAsStream(KERNELS)) {
            if (in == null) {
                throw new IllegalStateException(KERNELS + " is not on the class path beside " + TorchDevice.class);
            }
            return TorchModule.load(KERNELS, in, device);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + KERNELS + " failed", e);
        }
    }
}
