package io.evalstream.metrics.state;

/** Spreads 64 bits over 64 bits, one to one (the finaliser of SplitMix64: Steele, Lea and Flood, OOPSLA 2014). */
public final class SplitMix {

    /** What successive states of SplitMix64 differ by: 2^64 divided by the golden ratio. */
    public static final long STEP = 0x9e3779b97f4a7c15L;

    private SplitMix() {}

    public static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
