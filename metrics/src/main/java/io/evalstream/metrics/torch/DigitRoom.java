package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Kernel;

/** How much the digits of a table's sums may still take, which are not carried; see {@code kernels.py}. */
final class DigitRoom {

    /** A digit has room for so many terms below 2^32. */
    private static final long MOST = 1L << 30;
    /** Rows that count more often are added in parts of so many bits of their multiplicity. */
    private static final int PART = 10;

    private static final int PARTS = 4;
    /** So often may a row count that adds to fixed sums, and so often all such rows of a batch. */
    private static final long MOST_TIMES = 1L << 11;

    private static final long MOST_ADDED = 1L << 19;
    /** What one row changes a word of a fixed sum by, in units of 2^32. */
    private static final long FIXED_TERMS = 8;

    private long taken;

    /** The bits that some magnitude of the rows' multiplicities has. */
    static long bits(Batch counted) {
        long bits = 0;
        for (int row = 0; row < counted.size(); row++) {
            bits |= Math.abs(counted.multiplicity(row));
        }
        return bits;
    }

    /** Which parts of multiplicities with these bits there are: bit i for that of 2^(10·i). */
    static long parts(long bits) {
        long parts = 0;
        for (int i = 0; i < PARTS; i++) {
            parts |= ((bits >>> (PART * i)) & ((1 << PART) - 1)) == 0 ? 0 : 1L << i;
        }
        return parts;
    }

    /** A bound of the terms of a batch's elements with multiplicities of these bits; more than fit where it is too many. */
    static long terms(Kernel kernel, int elements, long bits) {
        if (bits >>> (PART * PARTS) != 0) {
            return MOST;
        } else if (kernel.addsToFixedSums()) {
            return bits <= MOST_TIMES && bits * elements <= MOST_ADDED ? FIXED_TERMS * bits * elements : MOST;
        }
        long additions = kernel.additions().stream()
                .filter(addition -> addition.kind() == Kernel.Kind.SUM)
                .count();
        return additions * Long.bitCount(parts(bits)) * Math.min(bits, 1 << PART) * elements;
    }

    /** True where so many terms fit into an empty table. */
    static boolean everHas(long terms) {
        return terms < MOST;
    }

    boolean has(long terms) {
        return taken + terms < MOST;
    }

    void take(long terms) {
        taken += terms;
    }

    /** Says that the table is empty again. */
    void clear() {
        taken = 0;
    }
}
