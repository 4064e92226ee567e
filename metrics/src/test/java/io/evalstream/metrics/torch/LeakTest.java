package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.AttachedFile;
import io.evalstream.metrics.metric.MetricSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Native memory stays flat over very many small flushes: {@code -Dflushes=1000000} for as many as a busy job makes in a
 * week; fewer in an ordinary build.
 */
class LeakTest {

    private static final long MOST_GROWTH = 48L << 20;

    @Test
    void memoryStaysFlatOverManyFlushes() throws IOException {
        Torch.assume();
        int flushes = Integer.getInteger("flushes", 20_000);
        MetricSet set = TorchTableTest.wide(12);
        Batch batch = TorchTableTest.logits(set, 3, 12, new Random(3));
        int[] owners = {0, 1, 0};
        long before = 0;
        try (StateTable table = new TorchDevice("cpu").newTable(set.layout(), set.statistics())) {
            for (int flush = 0; flush < flushes; flush++) {
                table.add();
                table.add();
                table.update(batch, owners);
                assertThat(table.read(1).isEmpty()).isFalse();
                table.clear();
                if (flush == flushes / 4) {
                    before = residentBytes();
                }
            }
        }
        assertThat(residentBytes() - before)
                .as("bytes by which the process grew in the last three quarters of " + flushes + " flushes")
                .isLessThan(MOST_GROWTH);
    }

    @Test
    void memoryStaysFlatOverManyCallsOfAUsersModule() throws IOException {
        Torch.assume();
        int calls = Integer.getInteger("flushes", 20_000);
        MetricModule module = MetricModule.of(AttachedFile.of("m.pt", TestModules.bytes("class_errors.pt")), 2);
        List<RowTensor> columns = List.of(
                new RowTensor(new double[] {0.1, 0.2, 0.7}, false, new long[] {1, 3}),
                new RowTensor(new double[] {2}, false, new long[] {1}));
        long before = 0;
        for (int call = 0; call < calls; call++) {
            assertThat(module.compute(module.update(columns))).isNotNull();
            if (call == calls / 4) {
                before = residentBytes();
            }
        }
        assertThat(residentBytes() - before)
                .as("bytes by which the process grew in the last three quarters of " + calls + " calls")
                .isLessThan(MOST_GROWTH);
    }

    /** What the process holds in memory. */
    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("/proc/self/status names no VmRSS");
    }
}
