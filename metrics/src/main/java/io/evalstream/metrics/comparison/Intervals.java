package io.evalstream.metrics.comparison;

import io.evalstream.metrics.metric.NormalDistribution;

/**
 * How far on either side of a mean of {@code n} differences an interval reaches.
 *
 * <p>The normal interval holds for one look at a number of rows that was fixed before. A confidence sequence holds for all
 * looks at once: with probability {@code level} the true mean lies within it after every row, so one may look after every
 * window, and stop when zero is left out.
 */
final class Intervals {

    private Intervals() {}

    /** Half the width of the normal interval. */
    static double normal(double variance, long n, double level) {
        return NormalDistribution.quantile((1 + level) / 2) * Math.sqrt(variance / n);
    }

    /**
     * Half the width of the asymptotic confidence sequence: σ √(2 (nρ² + 1) / (n²ρ²) · ln(√(nρ² + 1) / α)), tightest at about
     * the given number of rows with ρ² = (−2 ln α + ln(−2 ln α) + 1) / optimalAt (Waudby-Smith, Arbour, Sinha, Kennedy and
     * Ramdas, Time-uniform central limit theory and asymptotic confidence sequences, Annals of Statistics 2024, theorem 2.2
     * and appendix). Like any central limit it needs some rows before it holds.
     */
    static double asymptotic(double variance, long n, double level, int optimalAt) {
        double alpha = 1 - level;
        double logs = -2 * StrictMath.log(alpha);
        double rho = (logs + StrictMath.log(logs) + 1) / optimalAt;
        double grown = n * rho + 1;
        double width = 2 * grown / ((double) n * n * rho) * StrictMath.log(Math.sqrt(grown) / alpha);
        return Math.sqrt(variance * width);
    }

    /**
     * Half the width of the sub-Gaussian confidence sequence for differences of no more than a bound, after any number of
     * rows: √((v + ρ) ln((v + ρ) / (α²ρ))) / n, the two-sided normal mixture, with v = n · bound² and ρ = optimal v / (−2 ln α +
     * ln(1 − 2 ln α)) (Howard, Ramdas, McAuliffe and Sekhon, Time-uniform, nonparametric, nonasymptotic confidence sequences,
     * Annals of Statistics 2021, equations 14 and 25). What lies within [−bound, bound] is sub-Gaussian with that variance
     * (Hoeffding, 1963).
     */
    static double bounded(double bound, long n, double level, int optimalAt) {
        double alpha = 1 - level;
        double logs = -2 * StrictMath.log(alpha);
        double rho = optimalAt * bound * bound / (logs + StrictMath.log1p(logs));
        double variance = n * bound * bound;
        return Math.sqrt((variance + rho) * StrictMath.log((variance + rho) / (alpha * alpha * rho))) / n;
    }
}
