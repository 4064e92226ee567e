package io.evalstream.metrics.ranking;

/** The points of a curve at which a model would be run: the best of one rate where another is at least so much. */
final class OperatingPoints {

    /** What TorchMetrics gives as the threshold where no point qualifies. */
    private static final double NO_THRESHOLD = 1e6;

    /**
     * A rate and where it is reached.
     *
     * @param threshold NaN where the rate is 0 because no point qualifies
     */
    record Point(double rate, double threshold) {}

    /** Finds a point of a curve. */
    @FunctionalInterface
    interface Finder {
        Point find(Curve curve, Task task, double least);
    }

    private OperatingPoints() {}

    /** The highest recall with at least this precision; of equals, the highest precision, then threshold. */
    static Point recallAtPrecision(Curve curve, Task task, double least) {
        RateCurve rates = RateCurve.precisionRecall(curve, task);
        return best(rates.second(), rates.first(), rates.thresholds(), least);
    }

    /** The highest precision with at least this recall; of equals, the highest recall, then threshold. */
    static Point precisionAtRecall(Curve curve, Task task, double least) {
        RateCurve rates = RateCurve.precisionRecall(curve, task);
        return best(rates.first(), rates.second(), rates.thresholds(), least);
    }

    /** The highest sensitivity with at least this specificity, at the highest threshold. */
    static Point sensitivityAtSpecificity(Curve curve, Task task, double least) {
        Curve points = curve.anchored();
        Point best = new Point(0.0, NO_THRESHOLD);
        boolean found = false;
        for (int i = 0; i < points.points(); i++) {
            double sensitivity = points.truePositiveRate(i);
            if (points.specificity(i) >= least && (!found || sensitivity > best.rate())) {
                best = new Point(sensitivity, points.threshold(i));
                found = true;
            }
        }
        return best;
    }

    /** The highest specificity with at least this sensitivity, at the highest threshold. */
    static Point specificityAtSensitivity(Curve curve, Task task, double least) {
        Curve points = curve.anchored();
        Point best = new Point(0.0, NO_THRESHOLD);
        boolean found = false;
        for (int i = 0; i < points.points(); i++) {
            double specificity = points.specificity(i);
            if (points.truePositiveRate(i) >= least && (!found || specificity > best.rate())) {
                best = new Point(specificity, points.threshold(i));
                found = true;
            }
        }
        return best;
    }

    /**
     * The equal error rate: the mean of false positive and false negative rate at the first point where they are nearest.
     * Two points are often equally near, so nearness is compared in whole numbers: products of counts, which doubles hold
     * exactly up to 2^53.
     */
    static double equalErrorRate(Curve curve) {
        Curve points = curve.anchored();
        boolean hasPositives = curve.positives() > 0;
        double positives = hasPositives ? curve.positives() : 1;
        double negatives = curve.negatives() > 0 ? curve.negatives() : 1;
        double nearest = Double.POSITIVE_INFINITY;
        double rate = Double.NaN;
        for (int i = 0; i < points.points(); i++) {
            double accepted = curve.negatives() > 0 ? points.falsePositives(i) : 0;
            double missed = hasPositives ? curve.positives() - points.truePositives(i) : 1;
            double distance = Math.abs(accepted * positives - missed * negatives);
            if (distance < nearest) {
                nearest = distance;
                rate = (accepted / negatives + missed / positives) / 2;
            }
        }
        return rate;
    }

    private static Point best(double[] rate, double[] bounded, double[] thresholds, double least) {
        int best = -1;
        for (int i = 0; i < thresholds.length; i++) {
            if (bounded[i] >= least && !Double.isNaN(rate[i])) {
                int order = best < 0 ? 1 : Double.compare(rate[i], rate[best]);
                order = order == 0 ? Double.compare(bounded[i], bounded[best]) : order;
                order = order == 0 ? Double.compare(thresholds[i], thresholds[best]) : order;
                best = order > 0 ? i : best;
            }
        }
        return best < 0 || rate[best] == 0 ? new Point(0.0, Double.NaN) : new Point(rate[best], thresholds[best]);
    }
}
