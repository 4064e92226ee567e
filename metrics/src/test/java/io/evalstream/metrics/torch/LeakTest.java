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
 * Native memory stays flat over a million small flushes, which is what a busy job makes in a week, and over many calls of a
 * user's module. {@code -Dflushes=N} makes N of each.
 */
class LeakTest {

    /** A value that PyTorch was handed takes 32 bytes at least: one for each of a million flushes would be seen. */
    private static final long MOST_GROWTH = 20L << 20;

    /** Most flushes are of one metric, whose kernel has few operations; one in so many is of several. */
    private static final int SEVERAL = 50;

    @Test
    void memoryStaysFlatOverAMillionFlushes() throws IOException {
        Torch.assume();
        try (Flushes small = new Flushes(TorchTableTest.firstFive(12));
                Flushes large = new Flushes(TorchTableTest.wide(12))) {
            watch("flushes", Integer.getInteger("flushes", 1_000_000), flush -> {
                small.flush();
                if (flush % SEVERAL == 0) {
                    large.flush();
                }
            });
        }
    }

    @Test
    void memoryStaysFlatOverManyCallsOfAUsersModule() throws IOException {
        Torch.assume();
        MetricModule module = MetricModule.of(AttachedFile.of("m.pt", TestModules.bytes("class_errors.pt")), 2);
        List<RowTensor> columns = List.of(
                new RowTensor(new double[] {0.1, 0.2, 0.7}, false, new long[] {1, 3}),
                new RowTensor(new double[] {2}, false, new long[] {1}));
        watch(
                "calls of a module",
                Integer.getInteger("flushes", 100_000),
                call -> assertThat(module.compute(module.update(columns))).isNotNull());
    }

    /** A table that is updated with three rows of two states, read and cleared. */
    private static final class Flushes implements AutoCloseable {
        private final StateTable table;
        private final Batch batch;

        Flushes(MetricSet set) {
            table = new TorchDevice("cpu").newTable(set.layout(), set.statistics());
            batch = TorchTableTest.logits(set, 3, 12, new Random(3));
        }

        void flush() {
            table.add();
            table.add();
            table.update(batch, new int[] {0, 1, 0});
            assertThat(table.read(1).isEmpty()).isFalse();
            table.clear();
        }

        @Override
        public void close() {
            table.close();
        }
    }

    private interface Work {
        void run(int number);
    }

    /** Does a thing so many times, and compares the memory of the process after a quarter of them with that after all. */
    private static void watch(String what, int times, Work work) throws IOException {
        long before = 0;
        for (int i = 1; i <= times; i++) {
            work.run(i);
            if (i == times / 4) {
                before = residentBytes();
            }
        }
        long after = residentBytes();
        System.out.printf("%d kB after %d %s, %d kB after %d%n", before >> 10, times / 4, what, after >> 10, times);
        assertThat(after - before)
                .as("bytes by which the process grew in the last three quarters of " + times + " " + what)
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
