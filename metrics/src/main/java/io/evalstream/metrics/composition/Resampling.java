package io.evalstream.metrics.composition;

import io.evalstream.metrics.state.SplitMix;

/**
 * How often a unit counts in a replicate of a Poisson bootstrap: a Poisson(1) number that follows from a hash of the seed,
 * the unit and the replicate alone, so that a replay, another order and a retraction draw the same.
 *
 * <p>The unit is what is drawn as one: a row, or a query with all its documents. (Hanley, MacGibbon: Creating
 * non-parametric bootstrap samples using Poisson frequencies, 2006.)
 */
record Resampling(int replicates, long seed) {

    /** Below which of these a uniform 63-bit number lies: 2^63 times the probabilities of at most 0, 1, 2, … */
    private static final long[] AT_MOST = {
        3393088950634442637L,
        6786177901268885275L,
        8482722376586106593L,
        9048237201691847033L,
        9189615907968282143L,
        9217891649223569165L,
        9222604272766117002L,
        9223277504700766693L,
        9223361658692597904L,
        9223371009136134705L,
        9223371944180488386L,
        9223372029184520538L,
        9223372036268189884L,
        9223372036813087526L,
        9223372036852008787L,
        9223372036854603537L,
        9223372036854765709L,
        9223372036854775249L,
        9223372036854775779L,
        Long.MAX_VALUE
    };

    /** How often the unit counts in the replicate. */
    int times(long unit, int replicate) {
        long uniform = SplitMix.mix(SplitMix.mix(unit ^ SplitMix.mix(seed)) + (replicate + 1) * SplitMix.STEP) >>> 1;
        int times = 0;
        while (times < AT_MOST.length - 1 && uniform >= AT_MOST[times]) {
            times++;
        }
        return times;
    }
}
