package io.evalstream.metrics.metric;

import io.evalstream.metrics.state.Dyadic;
import org.jspecify.annotations.Nullable;

/**
 * How sure an interval is to hold the true value, and the closed forms that give one for independent rows.
 *
 * @param level confidence level, such as 0.95
 */
public record Confidence(double level) {

    private static final String NAME = "confidence";

    /** Asks a share for its interval. */
    public static final Parameter WILSON = parameter(
            "[(s + z²/2n) ± z·√(s(1 − s)/n + z²/4n²)]/(1 + z²/n) for a share s of n elements, taken as independent (Wilson"
                    + " 1927); of single classes, and of all together where each element counts once. A vector of classes"
                    + " becomes named values");

    /** Asks a mean for its interval. */
    public static final Parameter NORMAL = parameter(
            "mean ± z·√(s²/n) for the variance s² of the rows' terms; with weights, s²/n becomes n/(n − 1)·Σw²(x −"
                    + " mean)²/(Σw)² (Cochran 1977). A vector of outputs becomes named values");

    /** Asks a correlation of values for its interval. */
    public static final Parameter FISHER = parameter("tanh(artanh(r) ± z/√(n − 3)) (Fisher 1921)");

    /** Asks a correlation of ranks for its interval. */
    public static final Parameter FISHER_OF_RANKS =
            parameter("tanh(artanh(r) ± z·√((1 + r²/2)/(n − 3))) (Bonett and Wright 2000)");

    /** Asks an area under the ROC curve for its interval. */
    public static final Parameter DELONG = parameter(
            "area ± z·√(variance of the positives' share of negatives below them / P + that of the negatives' share of"
                    + " positives above them / N), within 0 and 1 (DeLong, DeLong and Clarke-Pearson 1988); with thresholds,"
                    + " scores between two cut points are tied, and its method is delong_binned. A vector of classes becomes"
                    + " named values");

    /** What was asked for, or null; also null for a metric that does not take the parameter. */
    public static @Nullable Confidence of(Arguments arguments) {
        return arguments.asMap().get(NAME) instanceof Double level ? new Confidence(level) : null;
    }

    /**
     * The score interval of a proportion (Wilson, Journal of the American Statistical Association 22, 1927); null where
     * nothing was tried.
     *
     * @param share the proportion that was seen
     * @param trials how many independent trials it is of
     */
    public @Nullable Interval wilson(double share, long trials) {
        if (trials <= 0) {
            return null;
        }
        double z = deviations();
        double scale = 1 + z * z / trials;
        double centre = share + z * z / (2.0 * trials);
        double reach = z * Math.sqrt(share * (1 - share) / trials + z * z / (4.0 * trials * trials));
        return new Interval(
                Math.max(0, (centre - reach) / scale), Math.min(1, (centre + reach) / scale), level, "wilson");
    }

    /** The interval of a value that is about normal, by its standard error. */
    public Interval normal(double value, double standardError, String method) {
        double reach = deviations() * standardError;
        return new Interval(value - reach, value + reach, level, method);
    }

    /**
     * The interval of a weighted mean Σw·x / Σw, which is about normal for many rows. Its variance is that of a ratio:
     * {@code n / (n − 1) · Σ(w·x − mean·w)² / (Σw)²} (Cochran, Sampling Techniques, 3rd edition, 1977, section 6.4); without
     * weights that is the usual {@code s² / n}. Null for fewer than two terms, or where they do not weigh anything.
     *
     * @param squares the sum of (w·x)²
     * @param products the sum of w·x times w; without weights, the sum of x
     * @param weightSquares the sum of w²; without weights, n
     * @param weight the sum of w; without weights, n
     * @param terms their number n, those of weight 0 left out
     */
    public @Nullable Interval mean(
            double mean, Dyadic squares, Dyadic products, Dyadic weightSquares, Dyadic weight, long terms) {
        if (terms < 2 || weight.signum() == 0 || !Double.isFinite(mean)) {
            return null;
        }
        Dyadic exact = Dyadic.of(mean);
        Dyadic spread = squares.minus(products.times(exact).times(2))
                .plus(weightSquares.times(exact).times(exact));
        double variance = spread.times(terms).dividedBy(weight.squared().times(terms - 1));
        return normal(mean, Math.sqrt(Math.max(0, variance)), "normal");
    }

    /**
     * The interval of a correlation, whose inverse hyperbolic tangent is about normal with the variance
     * {@code factor / (n − 3)} (Fisher, Metron 1, 1921): with a factor of 1 for values, and 1 + r²/2 for ranks (Bonett and
     * Wright, Psychometrika 65, 2000). It is all of [−1, 1] for up to three rows.
     */
    public Interval correlation(double r, double factor, long rows) {
        String method = "fisher_z";
        if (Math.abs(r) >= 1) {
            return new Interval(r, r, level, method);
        }
        if (rows <= 3) {
            return new Interval(-1, 1, level, method);
        }
        double z = (StrictMath.log1p(r) - StrictMath.log1p(-r)) / 2;
        double reach = deviations() * Math.sqrt(factor / (rows - 3));
        return new Interval(StrictMath.tanh(z - reach), StrictMath.tanh(z + reach), level, method);
    }

    private static Parameter parameter(String how) {
        return Parameter.number(
                        NAME,
                        null,
                        "level of a confidence interval around the value, such as 0.95; null for none: " + how)
                .within(0.5, 0.9999);
    }

    /** Standard deviations on either side of the mean of a normal distribution that hold the level. */
    private double deviations() {
        return NormalDistribution.quantile((1 + level) / 2);
    }
}
