package io.evalstream.metrics.detection;

import java.util.List;

/**
 * When a detection is right.
 *
 * @param overlaps least overlaps with a true object, each judged apart
 * @param limits how many detections of a class count in an image, the surest first: three numbers, ascending
 */
record Criteria(List<Double> overlaps, List<Integer> limits) {

    /** Bits of an outcome. */
    private static final int BITS = 2;

    /** Neither right nor wrong. */
    static final int IGNORED = 0;

    static final int WRONG = 1;
    static final int RIGHT = 2;

    /** Number of detections that are looked at. */
    int most() {
        return limits.get(limits.size() - 1);
    }

    /** Index of the first limit within which a detection of this rank lies. */
    int limit(int rank) {
        int limit = 0;
        while (rank >= limits.get(limit)) {
            limit++;
        }
        return limit;
    }

    /** Words that hold the limit and the outcomes of a detection. */
    int words() {
        return (BITS * (1 + Area.COUNT * overlaps.size()) + Long.SIZE - 1) / Long.SIZE;
    }

    /** Puts an outcome into the words that begin at {@code from}; they must not have one there yet. */
    void put(long[] words, int from, Area area, int overlap, int outcome) {
        put(words, from, place(area, overlap), outcome);
    }

    int outcome(long[] words, int from, Area area, int overlap) {
        return get(words, from, place(area, overlap));
    }

    void putLimit(long[] words, int from, int limit) {
        put(words, from, 0, limit);
    }

    int limit(long[] words, int from) {
        return get(words, from, 0);
    }

    private int place(Area area, int overlap) {
        return 1 + area.index() * overlaps.size() + overlap;
    }

    private static void put(long[] words, int from, int place, int value) {
        words[from + BITS * place / Long.SIZE] |= (long) value << (BITS * place);
    }

    private static int get(long[] words, int from, int place) {
        return (int) (words[from + BITS * place / Long.SIZE] >>> (BITS * place)) & ((1 << BITS) - 1);
    }
}
