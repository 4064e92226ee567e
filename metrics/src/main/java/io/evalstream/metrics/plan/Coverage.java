package io.evalstream.metrics.plan;

import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseCounts;
import io.evalstream.metrics.state.State;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report rests on: predictions, how many of them are labelled, repeated and corrected labels, and how long labels
 * took. It adds and retracts like any other state.
 *
 * <p>Label delays are counted in buckets of one 16th of a power of two, indexed by the leading bits, so a quantile is
 * right to 1/32 of itself; below 16 ms it is exact.
 */
public final class Coverage {

    private static final String STATISTIC = "coverage";
    private static final int PREDICTIONS = 0;
    private static final int LABELLED = 1;
    private static final int DUPLICATES = 2;
    private static final int CORRECTIONS = 3;
    private static final int COUNTS = 4;
    private static final int DELAYS = 1;
    private static final int SUB_BUCKET_BITS = 4;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

    private static final List<Slot> SLOTS =
            List.of(Slot.counts("counts", COUNTS), Slot.sparse("label_delay", 1, Long.SIZE * SUB_BUCKETS));

    private final long[] counts;
    private final SparseCounts delays;

    private Coverage(Memory memory) {
        counts = memory.counts(0);
        delays = memory.map(DELAYS);
    }

    /** Slots by path. They come first in the layout of a pane, so that their places are known. */
    static Map<String, Slot> slots() {
        Map<String, Slot> slots = new LinkedHashMap<>();
        SLOTS.forEach(slot -> slots.put(Layout.path(STATISTIC, slot), slot));
        return slots;
    }

    /** Reads the state of a pane or of a window. */
    public static Coverage of(State state) {
        return new Coverage(new Memory(state, STATISTIC, SLOTS));
    }

    /** Adds to the counts of a pane's state; each number may be negative. */
    public static void add(State state, int predictions, int labelled, int duplicates, int corrections) {
        long[] words = state.words();
        words[PREDICTIONS] += predictions;
        words[LABELLED] += labelled;
        words[DUPLICATES] += duplicates;
        words[CORRECTIONS] += corrections;
    }

    /** Adds a label's delay, in milliseconds, to a pane's state. */
    public static void addDelay(State state, long delay, int multiplicity) {
        state.map(0).add(bucket(Math.max(0, delay)), multiplicity);
    }

    public long predictions() {
        return counts[PREDICTIONS];
    }

    public long labelled() {
        return counts[LABELLED];
    }

    public long unlabelled() {
        return predictions() - labelled();
    }

    public long duplicates() {
        return counts[DUPLICATES];
    }

    public long corrections() {
        return counts[CORRECTIONS];
    }

    /** Seconds within which this share of the labels came, or null where there was none. */
    public @Nullable Double delaySeconds(double quantile) {
        long[] total = {0};
        delays.forEach((key, from, count) -> total[0] += count);
        if (total[0] <= 0) {
            return null;
        }
        long rank = Math.max(1, (long) Math.ceil(quantile * total[0]));
        long[] below = {0};
        long[] found = {-1};
        delays.forEachSorted((key, from, count) -> {
            below[0] += count;
            if (found[0] < 0 && below[0] >= rank) {
                found[0] = key[from];
            }
        });
        return milliseconds(found[0]) / 1000.0;
    }

    private static long bucket(long delay) {
        if (delay < SUB_BUCKETS) {
            return delay;
        }
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(delay);
        long leading = delay >>> (exponent - SUB_BUCKET_BITS);
        return ((long) exponent << SUB_BUCKET_BITS) + (leading & (SUB_BUCKETS - 1));
    }

    /** The middle of a bucket. */
    private static double milliseconds(long bucket) {
        if (bucket < SUB_BUCKETS) {
            return bucket;
        }
        int shift = (int) (bucket >>> SUB_BUCKET_BITS) - SUB_BUCKET_BITS;
        long leading = SUB_BUCKETS | (bucket & (SUB_BUCKETS - 1));
        return (leading << shift) + 0.5 * ((1L << shift) - 1);
    }
}
