package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseCountsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void entriesAreSortedAsSignedWordsAndAddUp(int keyWords) {
        Random random = new Random(41);
        SparseCounts counts = new SparseCounts(keyWords, 1 << 20);
        Map<List<Long>, Long> expected = new TreeMap<>((a, b) -> {
            int order = 0;
            for (int i = 0; i < keyWords && order == 0; i++) {
                order = Long.compare(a.get(i), b.get(i));
            }
            return order;
        });
        for (int i = 0; i < 5000; i++) {
            long[] key = random.longs(keyWords)
                    .map(word -> random.nextInt(4) == 0 ? Long.signum(word) * Long.MAX_VALUE : word % 20)
                    .toArray();
            long amount = random.nextLong(7) - 3;
            counts.add(key, 0, amount);
            expected.merge(Arrays.stream(key).boxed().toList(), amount, Long::sum);
        }
        Map<List<Long>, Long> sorted = new java.util.LinkedHashMap<>();
        counts.forEachSorted((key, from, count) ->
                sorted.put(Arrays.stream(key, from, from + keyWords).boxed().toList(), count));
        assertThat(new ArrayList<>(sorted.entrySet())).isEqualTo(new ArrayList<>(expected.entrySet()));
        assertThat(counts.size()).isEqualTo(expected.size());
    }

    @Test
    void aKeyOfOneWordIsTheSameBothWays() {
        SparseCounts counts = new SparseCounts(1, 10);
        counts.add(5, 2);
        counts.add(new long[] {9, 5}, 1, 3);
        counts.forEach((key, from, count) -> assertThat(count).isEqualTo(5));
        assertThat(counts.size()).isEqualTo(1);
    }

    @Test
    void aKeyWhoseCountCameBackToZeroStays() throws IOException {
        SparseCounts counts = new SparseCounts(1, 2);
        counts.add(1, 1);
        counts.add(1, -1);
        assertThat(counts.size()).isEqualTo(1);
        assertThat(counts.isZero()).isTrue();
        assertThat(counts.isUntouched()).isFalse();
        SparseCounts read = new SparseCounts(1, 2);
        read.mergeFrom(new DataInputStream(new ByteArrayInputStream(bytes(counts))));
        assertThat(read.size()).isEqualTo(1);
        read.add(2, 1);
        assertThat(read.overflowed()).isFalse();
        read.add(3, 1);
        assertThat(read.overflowed())
                .as("the key that came back to zero counts")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56})
    void whetherAMapOverflowsDoesNotDependOnTheOrder(long seed) throws IOException {
        Random random = new Random(seed);
        int distinct = random.nextBoolean() ? 40 : 41;
        List<long[]> entries = new ArrayList<>();
        for (int key = 0; key < distinct; key++) {
            entries.add(new long[] {key, 1});
            entries.add(new long[] {key, -1});
            entries.add(new long[] {random.nextInt(distinct), 1});
        }
        byte[] first = null;
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(entries, random);
            int cut = random.nextInt(entries.size());
            SparseCounts left = counts(entries.subList(0, cut));
            left.merge(counts(entries.subList(cut, entries.size())));
            assertThat(left.overflowed()).as("seed " + seed).isEqualTo(distinct > 40);
            first = first == null ? bytes(left) : first;
            assertThat(bytes(left)).as("seed " + seed).isEqualTo(first);
        }
    }

    @Test
    void overflowAbsorbsWhateverComes() throws IOException {
        SparseCounts full = new SparseCounts(2, 1);
        full.add(new long[] {1, 2}, 0, 1);
        full.add(new long[] {2, 1}, 0, 1);
        byte[] overflowed = bytes(full);
        full.add(new long[] {1, 2}, 0, 1);
        full.merge(new SparseCounts(2, 1));
        assertThat(bytes(full)).isEqualTo(overflowed);
        SparseCounts empty = new SparseCounts(2, 1);
        empty.mergeFrom(new DataInputStream(new ByteArrayInputStream(overflowed)));
        assertThat(empty.overflowed()).isTrue();
        assertThat(empty.isZero()).isFalse();
        empty.clear();
        assertThat(empty.isUntouched()).isTrue();
        empty.add(new long[] {3, 3}, 0, 1);
        assertThat(empty.overflowed()).isFalse();
    }

    private static SparseCounts counts(List<long[]> entries) {
        SparseCounts counts = new SparseCounts(1, 40);
        entries.forEach(entry -> counts.add(entry[0], entry[1]));
        return counts;
    }

    private static byte[] bytes(SparseCounts counts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        counts.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
