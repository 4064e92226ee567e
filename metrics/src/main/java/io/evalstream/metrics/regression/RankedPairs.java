package io.evalstream.metrics.regression;

import io.evalstream.metrics.state.SparseCounts;
import java.util.Arrays;

/**
 * Distinct pairs with how often each came, in ascending order of the predictions and, among equal ones, of the targets.
 * Values are replaced by their places among the distinct values of their side, so that only order is left.
 *
 * <p>Pairs that were retracted as often as added are left out.
 */
final class RankedPairs {

    /** For each pair, the place of its prediction among the distinct predictions. */
    final int[] predictions;
    /** For each pair, the place of its target among the distinct targets. */
    final int[] targets;
    /** For each pair, how often it came. */
    final long[] counts;
    /** For each distinct prediction, how often it came. */
    final long[] predictionCounts;
    /** For each distinct target, how often it came. */
    final long[] targetCounts;

    final long total;

    private RankedPairs(long[] predictionBits, long[] targetBits, long[] counts) {
        this.counts = counts;
        predictions = places(predictionBits);
        targets = places(targetBits);
        predictionCounts = countsOf(predictions);
        targetCounts = countsOf(targets);
        total = Arrays.stream(counts).sum();
    }

    static RankedPairs of(SparseCounts map) {
        long[] predictions = new long[map.size()];
        long[] targets = new long[map.size()];
        long[] counts = new long[map.size()];
        int[] size = {0};
        map.forEachSorted((key, from, count) -> {
            if (count > 0) {
                predictions[size[0]] = key[from];
                targets[size[0]] = key[from + 1];
                counts[size[0]++] = count;
            }
        });
        return new RankedPairs(
                Arrays.copyOf(predictions, size[0]), Arrays.copyOf(targets, size[0]), Arrays.copyOf(counts, size[0]));
    }

    /** For each distinct value of a side, twice its mean rank, from 1, less twice the mean of all ranks. */
    static long[] centredRanks(long[] counts) {
        long total = Arrays.stream(counts).sum();
        long[] ranks = new long[counts.length];
        long before = 0;
        for (int i = 0; i < counts.length; i++) {
            ranks[i] = 2 * before + counts[i] - total;
            before += counts[i];
        }
        return ranks;
    }

    private static int[] places(long[] bits) {
        long[] distinct = Arrays.stream(bits).sorted().distinct().toArray();
        return Arrays.stream(bits)
                .mapToInt(one -> Arrays.binarySearch(distinct, one))
                .toArray();
    }

    private long[] countsOf(int[] places) {
        long[] sums = new long[Arrays.stream(places).max().orElse(-1) + 1];
        for (int i = 0; i < places.length; i++) {
            sums[places[i]] += counts[i];
        }
        return sums;
    }
}
