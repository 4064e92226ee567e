package io.evalstream.metrics.image;

import io.evalstream.metrics.state.SplitMix;

/** Hashes of rows' positions, by which rows are drawn: a replay draws the same. */
final class Positions {

    private Positions() {}

    /**
     * The hash of a position.
     *
     * @param seed tells one drawing from another
     */
    static long hash(long time, long sequence, long seed) {
        return next(next(next(seed) + time) + sequence);
    }

    private static long next(long value) {
        return SplitMix.mix(value + SplitMix.STEP);
    }
}
