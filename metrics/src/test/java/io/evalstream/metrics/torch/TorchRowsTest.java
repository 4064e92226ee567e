package io.evalstream.metrics.torch;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.WordRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Rows on the device hold what arrays hold to which the same is done. */
class TorchRowsTest {

    private static final int WORDS = 70_000;

    @BeforeAll
    static void startPyTorch() {
        Torch.assume();
    }

    @Test
    void rowsAreWhatWasAddedToThem() {
        Random random = new Random(8);
        List<long[]> expected = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        try (WordRows rows = new TorchDevice("cpu").newRows(WORDS, 100)) {
            for (int step = 0; step < 300; step++) {
                int at = expected.isEmpty() ? 0 : random.nextInt(expected.size());
                switch (expected.size() < 2 ? 0 : random.nextInt(6)) {
                    case 0 -> {
                        numbers.add(rows.newRow());
                        expected.add(new long[WORDS]);
                    }
                    case 1 -> {
                        int from = (at + 1) % expected.size();
                        rows.addRow(numbers.get(at), numbers.get(from));
                        add(expected.get(at), expected.get(from));
                    }
                    case 2 -> {
                        rows.drop(new int[] {numbers.remove(at)});
                        expected.remove(at);
                    }
                    default -> {
                        // Now and then more than waits at a time.
                        int count = random.nextInt(50) == 0 ? 150_000 : random.nextInt(40);
                        for (int i = 0; i < count; i++) {
                            int word = random.nextInt(WORDS);
                            long value = random.nextLong();
                            rows.add(numbers.get(at), word, value);
                            expected.get(at)[word] += value;
                        }
                    }
                }
            }
            int[] all = numbers.stream().mapToInt(number -> number).toArray();
            List<long[]> found = rows.read(all);
            assertThat(found).hasSameSizeAs(expected).hasSizeGreaterThan(5);
            for (int i = 0; i < all.length; i++) {
                assertThat(found.get(i)).isEqualTo(expected.get(i));
            }
            long[] sum = new long[WORDS];
            expected.forEach(row -> add(sum, row));
            assertThat(rows.sum(all)).isEqualTo(sum);
            assertThat(rows.nativeBytes()).isGreaterThan(8L * WORDS * all.length);
        }
        assertThat(TensorScope.open()).isZero();
    }

    private static void add(long[] into, long[] from) {
        Arrays.setAll(into, i -> into[i] + from[i]);
    }
}
