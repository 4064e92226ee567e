package io.evalstream.operators;

import java.util.function.Consumer;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.TaskManagerOptions;

/** What Flink's configuration leaves to memory outside of the heap. Says once where tensors take more. */
final class OffHeapBudget {

    /** What PyTorch takes, whatever it computes. */
    static final long PYTORCH = 300L << 20;

    private final MemorySize configured;
    private final Consumer<String> warnings;
    private boolean warned;

    OffHeapBudget(ReadableConfig taskManager, Consumer<String> warnings) {
        configured = taskManager.get(TaskManagerOptions.TASK_OFF_HEAP_MEMORY);
        this.warnings = warnings;
    }

    /**
     * Looks at what one instance of an operator holds.
     *
     * @param bytes of its tables and buffers; with none, PyTorch need not be here
     */
    void check(long bytes) {
        if (!warned && bytes > 0 && bytes + PYTORCH > configured.getBytes()) {
            warned = true;
            warnings.accept("Tensors of this task take " + new MemorySize(bytes).toHumanReadableString()
                    + " beside the 300 MB of PyTorch, and "
                    + TaskManagerOptions.TASK_OFF_HEAP_MEMORY.key() + " is " + configured.toHumanReadableString()
                    + "; set it to what all slots take together (the gauge nativeBytes, less what lies on a GPU) and"
                    + " 300 MB, or buffers may be refused and the container killed");
        }
    }
}
