package io.evalstream.metrics.state;

/**
 * Doubles as longs that compare as the doubles do, so that extrema and sorted keys are integers. Negative zero and every
 * NaN have one form each; NaN sorts after positive infinity.
 */
public final class OrderedBits {

    private OrderedBits() {}

    public static long of(double value) {
        // Adding 0.0 turns -0.0 into 0.0; doubleToLongBits makes every NaN the same.
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }

    public static double toDouble(long ordered) {
        return Double.longBitsToDouble(ordered ^ ((ordered >> 63) & Long.MAX_VALUE));
    }
}
