package io.evalstream.metrics.regression;

import io.evalstream.metrics.state.Dyadic;

/**
 * The moments of one output: number of values and the exact sums of p, t, t², p·t and (p − t)². Everything is exact up to
 * the one quotient that each reading ends with.
 */
record OutputMoments(
        long count, Dyadic prediction, Dyadic target, Dyadic targetSquared, Dyadic product, Dyadic squaredError) {

    /** As in TorchMetrics, a sum of squares up to this much counts as zero in a coefficient of determination. */
    private static final Dyadic NOTHING = Dyadic.of(1e-4);

    /** The machine epsilon of float32, below which TorchMetrics does not let the divisor of a relative error fall. */
    private static final Dyadic LEAST_DIVISOR = Dyadic.of(0x1p-23);

    /** n² times the variance of the predictions. */
    Dyadic predictionSpread() {
        Dyadic predictionSquared = squaredError.plus(product.times(2)).minus(targetSquared);
        return predictionSquared.times(count).minus(prediction.squared());
    }

    /** n² times the variance of the targets. */
    Dyadic targetSpread() {
        return targetSquared.times(count).minus(target.squared());
    }

    /** n² times the covariance of both. */
    private Dyadic coSpread() {
        return product.times(count).minus(prediction.times(target));
    }

    double meanSquaredError() {
        return squaredError.dividedBy(count);
    }

    double pearson() {
        Dyadic together = coSpread();
        double squared = together.squared().dividedBy(predictionSpread().times(targetSpread()));
        return Math.copySign(Math.sqrt(squared), together.signum());
    }

    /** Lin's coefficient with variances over n − 1, undefined where one side is constant, as in TorchMetrics. */
    double concordance() {
        Dyadic predictions = predictionSpread();
        Dyadic targets = targetSpread();
        if (predictions.signum() == 0 || targets.signum() == 0) {
            return Double.NaN;
        }
        Dyadic shift = prediction.minus(target).squared();
        return coSpread()
                .times(2)
                .times(count)
                .dividedBy(predictions.plus(targets).times(count).plus(shift.times(count - 1)));
    }

    /**
     * The coefficient of determination.
     *
     * @param unit the weight that a count of one stands for
     */
    double determination(Dyadic unit) {
        Dyadic spread = targetSpread();
        Dyadic error = squaredError.times(count);
        if (squaredError.times(unit).compareTo(NOTHING) <= 0) {
            return 1;
        }
        return spread.times(unit).compareTo(NOTHING.times(count)) <= 0
                ? 0
                : spread.minus(error).dividedBy(spread);
    }

    double explainedVariance() {
        Dyadic spread = targetSpread();
        Dyadic unexplained =
                squaredError.times(count).minus(prediction.minus(target).squared());
        if (unexplained.signum() == 0) {
            return 1;
        }
        return spread.signum() == 0 ? 0 : spread.minus(unexplained).dividedBy(spread);
    }

    /**
     * The squared error relative to that of the mean.
     *
     * @param unit the weight that a count of one stands for
     */
    double relativeSquaredError(Dyadic unit) {
        Dyadic spread = targetSpread().times(unit);
        Dyadic least = LEAST_DIVISOR.times(count);
        return squaredError.times(unit).times(count).dividedBy(spread.compareTo(least) < 0 ? least : spread);
    }
}
