package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;

/** How far two normal distributions with the moments of real and of other features are apart. */
final class FrechetDistance {

    private static final int FEWEST = 2;

    private FrechetDistance() {}

    /**
     * The distance: ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2·(Σ₁Σ₂)^½) (Dowson and Landau, Journal of Multivariate Analysis 12, 1982).
     * Undefined where there are fewer than two rows of either kind.
     *
     * @param of whose moments both are
     */
    static Value between(FeatureMoments of, Memory real, Memory other) {
        if (FeatureMoments.count(real) < FEWEST || FeatureMoments.count(other) < FEWEST) {
            return Value.undefined(
                    Value.Code.TOO_FEW,
                    "there are " + FeatureMoments.count(real) + " real rows and " + FeatureMoments.count(other)
                            + " others; expected at least two of each");
        }
        double[] means = of.means(real);
        double[] otherMeans = of.means(other);
        double[][] covariances = of.covariances(real);
        double[][] otherCovariances = of.covariances(other);
        double distance = 0;
        double trace = 0;
        for (int i = 0; i < means.length; i++) {
            double difference = means[i] - otherMeans[i];
            distance += difference * difference;
            trace += covariances[i][i] + otherCovariances[i][i];
        }
        return Value.scalar(distance + trace - 2 * RootOfProduct.trace(covariances, otherCovariances));
    }
}
