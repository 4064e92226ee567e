package io.evalstream.metrics.ranking;

import java.util.Arrays;

/**
 * The area under the ROC curve over the logarithm of the false positive rate, within a range of it and divided by the
 * range's width: what matters where only the first few candidates are looked at (Mysinger and Shoichet, "Rapid
 * context-dependent ligand desolvation in molecular docking", J. Chem. Inf. Model. 50, 2010).
 */
record LogArea(double lowest, double highest) {

    /** Not a number, or infinite, where there are no negatives. */
    double of(Curve curve) {
        Curve points = curve.anchored();
        int size = points.points();
        if (size < 2) {
            return 0.0;
        }
        double[] fpr = new double[size + 2];
        double[] tpr = new double[size + 2];
        for (int i = 0; i < size; i++) {
            fpr[i] = points.falsePositiveRate(i);
            tpr[i] = points.truePositiveRate(i);
        }
        // Both rates rise together, so each sorted alone is still the curve, whatever the order of its cut points.
        Arrays.sort(fpr, 0, size);
        Arrays.sort(tpr, 0, size);
        double atLowest = interpolate(fpr, tpr, size, lowest);
        double atHighest = interpolate(fpr, tpr, size, highest);
        fpr[size] = lowest;
        tpr[size] = atLowest;
        fpr[size + 1] = highest;
        tpr[size + 1] = atHighest;
        Arrays.sort(fpr);
        Arrays.sort(tpr);
        int from = lastIndexOf(fpr, lowest);
        int to = lastIndexOf(fpr, highest);
        double[] x = new double[to + 1 - from];
        for (int i = 0; i < x.length; i++) {
            x[i] = StrictMath.log10(fpr[from + i]);
        }
        double width = StrictMath.log10(highest) - StrictMath.log10(lowest);
        return Areas.trapezoid(x, Arrays.copyOfRange(tpr, from, to + 1)) / width;
    }

    /** The line through the last point to the left of x and the one after it; the first or last line beyond the ends. */
    private static double interpolate(double[] xs, double[] ys, int size, double x) {
        int left = 0;
        while (left < size && xs[left] < x) {
            left++;
        }
        int i = Math.max(0, Math.min(left - 1, size - 2));
        return ys[i] + (ys[i + 1] - ys[i]) / (xs[i + 1] - xs[i]) * (x - xs[i]);
    }

    private static int lastIndexOf(double[] sorted, double value) {
        int index = sorted.length - 1;
        while (sorted[index] != value) {
            index--;
        }
        return index;
    }
}
