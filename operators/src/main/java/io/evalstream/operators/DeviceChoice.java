package io.evalstream.operators;

import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.torch.Devices;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.flink.api.common.functions.RuntimeContext;

/**
 * Which device folds, and holds the wide states of windows: the one that is asked for, or by {@code auto} one that is
 * chosen where the job runs.
 *
 * @param asked {@code auto}, {@code arrays}, {@code torch:cpu} or {@code torch:cuda:N}
 * @param memory bytes for the states of windows on a device, for each plan and task slot; those beyond are in keyed state
 */
public record DeviceChoice(String asked, long memory) implements Serializable {

    private static final long serialVersionUID = 1L;

    private static final String AUTO = "auto";

    /** Bytes for states of windows where nothing is said. */
    public static final long MEMORY = 1L << 30;

    /** Loops over arrays, which need nothing. */
    public static final DeviceChoice ARRAYS = new DeviceChoice(Devices.ARRAYS, MEMORY);

    /**
     * From how many numbers to a vector a GPU is taken: below, what it saves is less than what it takes to get a batch
     * there (docs/devices.md).
     */
    static final int WIDE = 1000;

    /** Flink's external resource, and its property that says which device it is. */
    private static final String GPU = "gpu";

    private static final String GPU_INDEX = "index";

    /** A device, and why it is this one. */
    public record Chosen(Device device, String reason) {
        @Override
        public String toString() {
            return device.name() + " (" + reason + ")";
        }
    }

    /** Refuses a name that no device has. */
    public DeviceChoice {
        if (!asked.equals(AUTO)) {
            Devices.check(asked);
        }
    }

    /** A device with the memory that is usual. */
    public DeviceChoice(String asked) {
        this(asked, MEMORY);
    }

    /** True where the device is chosen where the job runs. */
    public boolean isAuto() {
        return asked.equals(AUTO);
    }

    /**
     * Opens the device for plans.
     *
     * @param gpus indexes of the CUDA devices at hand, asked for only where one would pay
     * @param slot number of the instance that opens it; instances take turns on several GPUs
     * @throws DeviceException where there is no such device here
     */
    public Chosen open(Collection<Plan> plans, Supplier<List<Integer>> gpus, int slot) {
        if (!isAuto()) {
            return new Chosen(Devices.open(asked), "as asked for");
        }
        int width = widest(plans);
        if (width < WIDE) {
            return arrays(
                    width == 0
                            ? "auto: no metric of these plans is faster on tensors"
                            : "auto: the widest vectors have " + width + " numbers, and a GPU pays from " + WIDE);
        }
        List<Integer> offered = gpus.get();
        if (offered.isEmpty()) {
            return arrays("auto: there is no GPU, and PyTorch on a CPU is not faster");
        }
        String name = "torch:cuda:" + offered.get(slot % offered.size());
        return new Chosen(
                Devices.open(name),
                width == Integer.MAX_VALUE
                        ? "auto: vectors of vocabularies or embeddings, and a GPU"
                        : "auto: vectors of " + width + " numbers, and a GPU");
    }

    /** Opens the device of a plan for one instance of an operator, on the GPUs that Flink has given its task manager. */
    public Chosen open(Plan plan, RuntimeContext context) {
        return open(List.of(plan), () -> gpus(context), context.getTaskInfo().getIndexOfThisSubtask());
    }

    /** The GPUs that Flink has given this task manager, or else those that CUDA shows. */
    private static List<Integer> gpus(RuntimeContext context) {
        List<Integer> given = context.getExternalResourceInfos(GPU).stream()
                .flatMap(gpu -> gpu.getProperty(GPU_INDEX).stream())
                .map(Integer::valueOf)
                .sorted()
                .toList();
        return given.isEmpty() ? Devices.gpus() : given;
    }

    /** How many rows of so many words there is memory for; a row and one that it is merged into at least. */
    int rows(int words) {
        return (int) Math.max(2, Math.min(Integer.MAX_VALUE, memory / Long.BYTES / words));
    }

    private static Chosen arrays(String reason) {
        return new Chosen(Devices.open(Devices.ARRAYS), reason);
    }

    /** Numbers of the widest vectors that some statistic of the plans has a kernel for. */
    private static int widest(Collection<Plan> plans) {
        return plans.stream()
                .flatMap(plan -> plan.metrics().statistics().stream())
                .map(Statistic::kernel)
                .filter(Objects::nonNull)
                .mapToInt(Kernel::width)
                .max()
                .orElse(0);
    }
}
