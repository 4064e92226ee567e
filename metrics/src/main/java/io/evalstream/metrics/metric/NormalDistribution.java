package io.evalstream.metrics.metric;

/** The standard normal distribution. */
public final class NormalDistribution {

    private static final double ROOT_OF_2_PI = Math.sqrt(2 * Math.PI);
    /** From here on the continued fraction is the better way. */
    private static final double TAIL = 5;

    private static final int FRACTION_DEPTH = 60;
    private static final int MOST_STEPS = 100;

    private NormalDistribution() {}

    /**
     * The probability of a value up to {@code z}: by its series near zero, and by Laplace's continued fraction in the tails
     * (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.11 and 26.2.14).
     */
    public static double cumulative(double z) {
        if (Double.isNaN(z)) {
            return z;
        }
        double density = StrictMath.exp(-z * z / 2) / ROOT_OF_2_PI;
        if (Math.abs(z) < TAIL) {
            double term = z;
            double sum = z;
            for (int odd = 3; Math.abs(term) > Math.ulp(sum) / 4; odd += 2) {
                term *= z * z / odd;
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double size = Math.abs(z);
        double fraction = size;
        for (int i = FRACTION_DEPTH; i > 0; i--) {
            fraction = size + i / fraction;
        }
        double tail = density / fraction;
        return z < 0 ? tail : 1 - tail;
    }

    /**
     * The value that a share of all values stays below, for a share from 1/2 up to, but without, 1. Newton's method from 0
     * never oversteps it, since the density falls from there on.
     */
    public static double quantile(double share) {
        double z = 0;
        for (int i = 0; i < MOST_STEPS; i++) {
            double step = (share - cumulative(z)) * ROOT_OF_2_PI * StrictMath.exp(z * z / 2);
            z += step;
            if (!(step > Math.ulp(z))) {
                break;
            }
        }
        return z;
    }
}
