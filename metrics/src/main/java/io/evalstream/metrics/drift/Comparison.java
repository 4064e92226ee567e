package io.evalstream.metrics.drift;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Two distributions side by side: how often each of the bins came, now and in the reference. Bins that are empty in both
 * are left out; predictions without a value are a bin of their own.
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement
record Comparison(long[] now, long[] reference) {

    private interface Group {
        long of(long bin);
    }

    /** Bin by bin. */
    static Comparison of(Tally now, Tally reference) {
        return of(now, reference, bin -> bin);
    }

    /** By bins that hold about equally many of the reference's values, so many of them or fewer. */
    static Comparison ofQuantiles(Tally now, Tally reference, int bins) {
        Map<Long, Long> groups = new TreeMap<>();
        long total = reference.present();
        long below = 0;
        for (long bin : bins(now, reference)) {
            groups.put(bin, total == 0 ? 0 : Math.min(bins - 1, (long) ((double) below / total * bins)));
            below += reference.of(bin);
        }
        return of(now, reference, bin -> groups.getOrDefault(bin, 0L));
    }

    long total() {
        return sum(now);
    }

    long referenceTotal() {
        return sum(reference);
    }

    int bins() {
        return now.length;
    }

    private static Comparison of(Tally now, Tally reference, Group group) {
        Map<Long, long[]> pairs = new TreeMap<>();
        for (long bin : bins(now, reference)) {
            long[] pair = pairs.computeIfAbsent(group.of(bin), any -> new long[2]);
            pair[0] += now.of(bin);
            pair[1] += reference.of(bin);
        }
        boolean missing = now.missing() != 0 || reference.missing() != 0;
        int size = pairs.size() + (missing ? 1 : 0);
        long[] ofNow = new long[size];
        long[] ofReference = new long[size];
        int next = 0;
        for (long[] pair : pairs.values()) {
            ofNow[next] = pair[0];
            ofReference[next++] = pair[1];
        }
        if (missing) {
            ofNow[next] = now.missing();
            ofReference[next] = reference.missing();
        }
        return new Comparison(ofNow, ofReference);
    }

    static SortedSet<Long> bins(Tally now, Tally reference) {
        SortedSet<Long> bins = new TreeSet<>(now.counts().keySet());
        bins.addAll(reference.counts().keySet());
        return bins;
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
