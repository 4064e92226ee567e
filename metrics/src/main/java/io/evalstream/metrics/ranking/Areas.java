package io.evalstream.metrics.ranking;

import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.ExactSum;

/** Areas under curves. */
final class Areas {

    private Areas() {}

    /** Area under the ROC curve by the trapezoidal rule; 0 where there are no positives or no negatives. */
    static double roc(Curve curve) {
        Curve points = curve.anchored();
        if (curve.positives() <= 0 || curve.negatives() <= 0) {
            return 0.0;
        }
        ExactSum twice = new ExactSum();
        for (int i = 1; i < points.points(); i++) {
            twice.addProduct(
                    (double) (points.falsePositives(i) - points.falsePositives(i - 1)),
                    (double) (points.truePositives(i) + points.truePositives(i - 1)),
                    1);
        }
        return twice.value().dividedBy(Dyadic.of(2).times(curve.positives()).times(curve.negatives()));
    }

    /**
     * Area under the ROC curve up to a false positive rate, standardised so that chance is 1/2 and perfection 1
     * (McClish, "Analyzing a portion of the ROC curve", Medical Decision Making 9, 1989).
     */
    static double partialRoc(Curve curve, double maxFpr) {
        Curve points = curve.anchored();
        double[] fpr = new double[points.points()];
        double[] tpr = new double[points.points()];
        boolean reachesNegatives = false;
        boolean reachesPositives = false;
        for (int i = 0; i < fpr.length; i++) {
            fpr[i] = points.falsePositiveRate(i);
            tpr[i] = points.truePositiveRate(i);
            reachesNegatives |= fpr[i] != 0;
            reachesPositives |= tpr[i] != 0;
        }
        if (maxFpr == 1 || !reachesNegatives || !reachesPositives) {
            return roc(curve);
        }
        int stop = 0;
        while (stop < fpr.length && fpr[stop] <= maxFpr) {
            stop++;
        }
        if (stop == fpr.length) {
            return Double.NaN;
        }
        double area = 0;
        if (stop > 0) {
            double[] x = java.util.Arrays.copyOf(fpr, stop + 1);
            double[] y = java.util.Arrays.copyOf(tpr, stop + 1);
            double weight = (maxFpr - fpr[stop - 1]) / (fpr[stop] - fpr[stop - 1]);
            x[stop] = maxFpr;
            y[stop] = tpr[stop - 1] + weight * (tpr[stop] - tpr[stop - 1]);
            area = trapezoid(x, y);
        }
        double chance = 0.5 * maxFpr * maxFpr;
        return 0.5 * (1 + (area - chance) / (maxFpr - chance));
    }

    /**
     * Average precision: each point's precision weighted by the recall it adds, without interpolation.
     *
     * @param withoutPositives the value where there are no positives
     */
    static double averagePrecision(Curve curve, double withoutPositives) {
        if (curve.positives() <= 0) {
            return withoutPositives;
        }
        ExactSum sum = new ExactSum();
        long before = 0;
        for (int i = 0; i < curve.points(); i++) {
            long truePositives = curve.truePositives(i);
            if (truePositives + curve.falsePositives(i) != 0) {
                sum.addProduct((double) (truePositives - before), curve.precision(i), 1);
            }
            before = truePositives;
        }
        return sum.value().dividedBy(curve.positives());
    }

    /** The trapezoidal rule, exact up to the rounding of the points and of the result. */
    static double trapezoid(double[] x, double[] y) {
        ExactSum twice = new ExactSum();
        double rounded = 0;
        for (int i = 1; i < x.length; i++) {
            twice.addProduct(x[i] - x[i - 1], y[i] + y[i - 1], 1);
            rounded += (x[i] - x[i - 1]) * (y[i] + y[i - 1]);
        }
        return (twice.isFinite() ? twice.value().doubleValue() : rounded) / 2;
    }
}
