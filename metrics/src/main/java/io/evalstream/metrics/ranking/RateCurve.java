package io.evalstream.metrics.ranking;

import java.util.Arrays;

/**
 * A curve of two rates, as it is reported.
 *
 * @param first false positive rate, or precision
 * @param second true positive rate, or recall
 * @param thresholds descending for a ROC curve, ascending for a precision-recall curve, which has one point more
 */
@SuppressWarnings("ArrayRecordComponent") // lives only within one reading
record RateCurve(double[] first, double[] second, double[] thresholds) {

    /** False and true positive rates. */
    static RateCurve roc(Curve curve) {
        Curve points = curve.anchored();
        double[] fpr = new double[points.points()];
        double[] tpr = new double[points.points()];
        double[] thresholds = new double[points.points()];
        for (int i = 0; i < fpr.length; i++) {
            fpr[i] = points.falsePositiveRate(i);
            tpr[i] = points.truePositiveRate(i);
            thresholds[i] = points.threshold(i);
        }
        return new RateCurve(fpr, tpr, thresholds);
    }

    /**
     * Precision and recall, ending at (1, 0). Without positives the recall of an exact binary or multilabel curve is 1, as
     * TorchMetrics and scikit-learn have it; that of an absent class, and of a binned curve, is not a number.
     */
    static RateCurve precisionRecall(Curve curve, Task task) {
        int size = curve.points();
        double[] precision = new double[size + 1];
        double[] recall = new double[size + 1];
        double[] thresholds = new double[size];
        double withoutPositives = curve.isExact() && task != Task.MULTICLASS ? 1.0 : Double.NaN;
        for (int i = 0; i < size; i++) {
            int point = size - 1 - i;
            precision[i] = curve.precision(point);
            recall[i] = curve.positives() <= 0 ? withoutPositives : curve.truePositiveRate(point);
            thresholds[i] = curve.threshold(point);
        }
        precision[size] = 1.0;
        recall[size] = 0.0;
        return new RateCurve(precision, recall, thresholds);
    }

    /**
     * False positive and false negative rates by ascending threshold. Of the points of an exact curve without false
     * positives, and of those without false negatives, only the one nearest to the others is kept, as in scikit-learn.
     */
    static RateCurve detectionError(Curve curve) {
        int first = 0;
        int last = curve.points() - 1;
        if (curve.isExact()) {
            while (first < last && curve.falsePositives(first + 1) == curve.falsePositives(0)) {
                first++;
            }
            while (last > first && curve.truePositives(last - 1) == curve.positives()) {
                last--;
            }
        }
        int size = last - first + 1;
        double[] fpr = new double[size];
        double[] fnr = new double[size];
        double[] thresholds = new double[size];
        for (int i = 0; i < size; i++) {
            int point = last - i;
            fpr[i] = curve.falsePositives(point) / (double) curve.negatives();
            fnr[i] = (curve.positives() - curve.truePositives(point)) / (double) curve.positives();
            thresholds[i] = curve.threshold(point);
        }
        return new RateCurve(fpr, fnr, thresholds);
    }

    /** The mean of several ROC curves: at every false positive rate of any of them, the mean true positive rate. */
    static RateCurve meanRoc(RateCurve[] curves) {
        RateCurve mean = mean(curves);
        double[] thresholds = mean.thresholds;
        for (int i = 0, j = thresholds.length - 1; i < j; i++, j--) {
            double swapped = thresholds[i];
            thresholds[i] = thresholds[j];
            thresholds[j] = swapped;
        }
        return mean;
    }

    /** The mean of several curves of the same kind: at every first rate of any of them, the mean of the second. */
    static RateCurve mean(RateCurve[] curves) {
        double[] first = sorted(Arrays.stream(curves).map(RateCurve::first).toArray(double[][]::new));
        double[] thresholds =
                sorted(Arrays.stream(curves).map(RateCurve::thresholds).toArray(double[][]::new));
        double[] second = new double[first.length];
        for (RateCurve curve : curves) {
            curve.addInterpolated(first, second);
        }
        for (int i = 0; i < second.length; i++) {
            second[i] /= curves.length;
        }
        return new RateCurve(first, second, thresholds);
    }

    /** The equal error rate of a ROC curve that is known by its rates alone. */
    double equalErrorRate() {
        double nearest = Double.POSITIVE_INFINITY;
        double rate = Double.NaN;
        for (int i = 0; i < first.length; i++) {
            double miss = 1 - second[i];
            if (Math.abs(first[i] - miss) < nearest) {
                nearest = Math.abs(first[i] - miss);
                rate = (first[i] + miss) / 2;
            }
        }
        return rate;
    }

    /**
     * Adds this curve's second rate at each x. The line through a point and the next serves from that point on, where "that
     * point" is found by how many points lie at or before x; a vertical step counts with its upper end.
     */
    private void addInterpolated(double[] xs, double[] into) {
        double[] ordered =
                Arrays.stream(first).filter(x -> !Double.isNaN(x)).sorted().toArray();
        for (int i = 0; i < xs.length; i++) {
            if (first.length < 2 || Double.isNaN(xs[i])) {
                into[i] = Double.NaN;
                continue;
            }
            int at = Math.max(0, Math.min(countUpTo(ordered, xs[i]) - 1, first.length - 2));
            double run = first[at + 1] - first[at];
            double slope = run == 0 ? 0.0 : (second[at + 1] - second[at]) / run;
            into[i] += second[at] + slope * (xs[i] - first[at]);
        }
    }

    /** How many of the ascending numbers are at most x. */
    private static int countUpTo(double[] ascending, double x) {
        int low = 0;
        int high = ascending.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ascending[middle] <= x) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double[] sorted(double[][] parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).sorted().toArray();
    }
}
