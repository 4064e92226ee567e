package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

class OffHeapBudgetTest {

    private final List<String> warnings = new ArrayList<>();

    @Test
    void tensorsBeyondWhatIsConfiguredAreToldOnce() {
        OffHeapBudget budget = new OffHeapBudget(new Configuration(), warnings::add);
        budget.check(0);
        assertThat(warnings).as("loops over arrays").isEmpty();
        budget.check(5 << 20);
        budget.check(6 << 20);
        assertThat(warnings)
                .singleElement()
                .asString()
                .startsWith("Tensors of this task take 5.000mb (5242880 bytes) beside the 300 MB of PyTorch, and"
                        + " taskmanager.memory.task.off-heap.size is 0 bytes; set it to");
    }

    @Test
    void tensorsThatHaveRoomAreNotTold() {
        MemorySize gigabyte = MemorySize.ofMebiBytes(1024);
        OffHeapBudget budget = new OffHeapBudget(
                new Configuration().set(TaskManagerOptions.TASK_OFF_HEAP_MEMORY, gigabyte), warnings::add);
        budget.check(gigabyte.getBytes() - OffHeapBudget.PYTORCH);
        assertThat(warnings).isEmpty();
        budget.check(gigabyte.getBytes() - OffHeapBudget.PYTORCH + 1);
        assertThat(warnings).hasSize(1);
    }
}
