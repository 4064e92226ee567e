package io.evalstream.metrics.drift;

import io.evalstream.metrics.metric.Value;

/**
 * Pearson's test of whether two samples have one distribution: Σ (observed − expected)² / expected over a table of two rows
 * and the bins as columns.
 */
final class ChiSquared {

    private static final int MOST_TERMS = 100_000;
    private static final double TINY = 1e-300;

    private ChiSquared() {}

    static Value statistic(Comparison pair) {
        return pair.bins() < 2 ? tooFew() : Value.scalar(sum(pair));
    }

    /** The probability of a statistic at least as large where nothing has changed. */
    static Value pValue(Comparison pair) {
        return pair.bins() < 2 ? tooFew() : Value.scalar(upperTail(sum(pair), pair.bins() - 1));
    }

    private static Value tooFew() {
        return Value.undefined(Value.Code.TOO_FEW, "all values are in one bin; a test needs two at least");
    }

    private static double sum(Comparison pair) {
        double now = pair.total();
        double reference = pair.referenceTotal();
        double all = now + reference;
        double sum = 0;
        for (int bin = 0; bin < pair.bins(); bin++) {
            double ofBin = (double) pair.now()[bin] + pair.reference()[bin];
            sum += term((double) pair.now()[bin], ofBin * now / all)
                    + term((double) pair.reference()[bin], ofBin * reference / all);
        }
        return sum;
    }

    private static double term(double observed, double expected) {
        return (observed - expected) * (observed - expected) / expected;
    }

    /**
     * The upper tail of the chi-squared distribution: the regularised incomplete gamma function Q(degrees / 2, x / 2), by
     * its series below the mean and by its continued fraction above (Abramowitz and Stegun, Handbook of Mathematical
     * Functions, 6.5.29 and 6.5.31; the fraction by Lentz's method).
     */
    static double upperTail(double statistic, int degrees) {
        double a = degrees / 2.0;
        double x = statistic / 2;
        if (x <= 0) {
            return 1;
        }
        double scale = StrictMath.exp(a * StrictMath.log(x) - x - logGamma(degrees));
        if (x < a + 1) {
            double term = 1 / a;
            double series = term;
            for (int n = 1; n < MOST_TERMS && term > series * 1e-17; n++) {
                term *= x / (a + n);
                series += term;
            }
            return Math.max(0, 1 - scale * series);
        }
        double b = x + 1 - a;
        double c = 1 / TINY;
        double d = 1 / b;
        double fraction = d;
        for (int n = 1; n < MOST_TERMS; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / notZero(numerator * d + b);
            c = notZero(b + numerator / c);
            fraction *= d * c;
            if (Math.abs(d * c - 1) < 1e-16) {
                break;
            }
        }
        return scale * fraction;
    }

    private static double notZero(double number) {
        return Math.abs(number) < TINY ? TINY : number;
    }

    /** ln Γ(degrees / 2), by its recurrence from Γ(1) = 1 or Γ(1/2) = √π. */
    private static double logGamma(int degrees) {
        double log = degrees % 2 == 0 ? 0 : StrictMath.log(Math.PI) / 2;
        for (double a = degrees % 2 == 0 ? 1 : 0.5; a < degrees / 2.0; a++) {
            log += StrictMath.log(a);
        }
        return log;
    }
}
