package io.evalstream.metrics.metric;

/**
 * Buckets of numbers: every power of two is cut into {@code 2^bits} of equal width. Their bounds are read off a double's
 * exponent and leading mantissa bits, so no logarithm is rounded, and a bucket's middle is within {@code 2^−(bits + 1)} of
 * every value in it, relatively.
 *
 * <p>Magnitudes below 2^−64 share the bucket 0; those from 2^64 on share the outermost. The range is fixed and no buckets
 * are ever put together, so that counts of them merge in any order. Buckets of negative numbers mirror those of positive.
 *
 * @param bits mantissa bits that tell buckets apart
 */
public record LogScale(int bits) {

    /** Smallest and largest exponent of a magnitude that has a bucket, the largest excluded. */
    private static final int RANGE = 64;

    private static final int MANTISSA = 52;
    private static final long LOWEST = Double.doubleToRawLongBits(0x1p-64);

    /** Number of buckets. */
    public int buckets() {
        return (int) (2 * beyond() + 1);
    }

    /** The bucket of a value that is not NaN: 0 around zero, else 1 and up by magnitude, with the sign of the value. */
    public long index(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < 0x1p-64) {
            return 0;
        }
        long index = magnitude >= 0x1p64
                ? beyond()
                : 1 + ((Double.doubleToRawLongBits(magnitude) - LOWEST) >>> (MANTISSA - bits));
        return value < 0 ? -index : index;
    }

    /** The middle of a bucket; infinite for those beyond the range. */
    public double middle(long index) {
        long size = Math.abs(index);
        if (size == 0) {
            return 0;
        }
        if (size == beyond()) {
            return index / 0.0;
        }
        double middle = bound(size - 1) + (bound(size) - bound(size - 1)) / 2;
        return index < 0 ? -middle : middle;
    }

    /** The lower bound of a bucket. */
    public double lower(long index) {
        return index > 0 ? bound(index - 1) : index == 0 ? -0x1p-64 : -upper(-index);
    }

    /** The upper bound of a bucket. */
    public double upper(long index) {
        if (index <= 0) {
            return index == 0 ? 0x1p-64 : -lower(-index);
        }
        return index == beyond() ? Double.POSITIVE_INFINITY : bound(index);
    }

    private double bound(long size) {
        return Double.longBitsToDouble(LOWEST + (size << (MANTISSA - bits)));
    }

    /** The index of the bucket for magnitudes that are too large. */
    private long beyond() {
        return 1 + ((2L * RANGE) << bits);
    }
}
