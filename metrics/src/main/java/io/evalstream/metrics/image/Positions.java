package io.evalstream.metrics.image;

/** Hashes of rows' positions, by which rows are drawn: a replay draws the same. */
final class Positions {

    private Positions() {}

    /**
     * The hash of a position.
     *
     * @param seed tells one drawing from another
     */
    static long hash(long time, long sequence, long seed) {
        return mix(mix(mix(seed) + time) + sequence);
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014). */
    private static long mix(long value) {
        long mixed = value + 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
