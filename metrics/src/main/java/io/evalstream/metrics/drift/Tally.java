package io.evalstream.metrics.drift;

import io.evalstream.metrics.state.Memory;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts of a distribution, read.
 *
 * @param counts counts by bin, without those that are zero
 * @param missing predictions without a value
 */
record Tally(SortedMap<Long, Long> counts, long missing) {

    static Tally of(Memory memory) {
        SortedMap<Long, Long> counts = new TreeMap<>();
        memory.map(Distribution.COUNTS).forEach((key, from, count) -> {
            if (count != 0) {
                counts.put(key[from], count);
            }
        });
        return new Tally(counts, memory.count(Distribution.MISSING));
    }

    /** Predictions that have a value. */
    long present() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    long of(long bin) {
        return counts.getOrDefault(bin, 0L);
    }
}
