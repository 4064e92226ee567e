package io.evalstream.metrics.ranking;

import java.util.Arrays;

/**
 * How many positives and negatives have a score of at least each threshold, by descending threshold. ROC and
 * precision-recall curves, their areas and their operating points are all read from it, in whole numbers for as long as
 * possible.
 *
 * <p>An exact curve has the distinct scores as thresholds, so ties are one point. A binned curve has the cut points, in
 * the reverse of the order in which they were given.
 */
final class Curve {

    private final boolean exact;
    private final long[] truePositives;
    private final long[] falsePositives;
    private final double[] thresholds;
    private final long positives;
    private final long negatives;

    /** A binned curve. */
    Curve(double[] thresholds, long[] truePositives, long[] falsePositives, long positives, long negatives) {
        this(false, thresholds, truePositives, falsePositives, positives, negatives);
    }

    private Curve(
            boolean exact,
            double[] thresholds,
            long[] truePositives,
            long[] falsePositives,
            long positives,
            long negatives) {
        this.exact = exact;
        this.thresholds = thresholds;
        this.truePositives = truePositives;
        this.falsePositives = falsePositives;
        this.positives = positives;
        this.negatives = negatives;
    }

    /** True where every distinct score is a threshold. */
    boolean isExact() {
        return exact;
    }

    int points() {
        return thresholds.length;
    }

    long truePositives(int point) {
        return truePositives[point];
    }

    long falsePositives(int point) {
        return falsePositives[point];
    }

    double threshold(int point) {
        return thresholds[point];
    }

    long positives() {
        return positives;
    }

    long negatives() {
        return negatives;
    }

    /** NaN where nothing is predicted positive. */
    double precision(int point) {
        return truePositives[point] / (double) (truePositives[point] + falsePositives[point]);
    }

    /** 0 where there are no positives. */
    double truePositiveRate(int point) {
        return positives <= 0 ? 0.0 : truePositives[point] / (double) positives;
    }

    /** 0 where there are no negatives. */
    double falsePositiveRate(int point) {
        return negatives <= 0 ? 0.0 : falsePositives[point] / (double) negatives;
    }

    /** 1 where there are no negatives. */
    double specificity(int point) {
        return negatives <= 0 ? 1.0 : (negatives - falsePositives[point]) / (double) negatives;
    }

    /**
     * The points of the ROC curve: an exact one begins at (0, 0) with threshold 1, as TorchMetrics has it; a binned one
     * has the cut points only.
     */
    Curve anchored() {
        if (!exact) {
            return this;
        }
        return new Curve(
                true,
                prepend(1.0, thresholds),
                prepend(0, truePositives),
                prepend(0, falsePositives),
                positives,
                negatives);
    }

    private static double[] prepend(double first, double[] rest) {
        double[] all = new double[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    private static long[] prepend(long first, long[] rest) {
        long[] all = new long[rest.length + 1];
        all[0] = first;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }

    /** Makes an exact curve from counts that come in ascending order of their scores. */
    static final class Builder {

        private double[] scores = new double[16];
        private long[] positives = new long[16];
        private long[] negatives = new long[16];
        private int size;

        void add(double score, boolean positive, long count) {
            if (size == 0 || scores[size - 1] != score) {
                if (size == scores.length) {
                    scores = Arrays.copyOf(scores, 2 * size);
                    positives = Arrays.copyOf(positives, 2 * size);
                    negatives = Arrays.copyOf(negatives, 2 * size);
                }
                scores[size++] = score;
            }
            (positive ? positives : negatives)[size - 1] += count;
        }

        Curve build() {
            double[] thresholds = new double[size];
            long[] truePositives = new long[size];
            long[] falsePositives = new long[size];
            long positivesSoFar = 0;
            long negativesSoFar = 0;
            for (int point = 0; point < size; point++) {
                int from = size - 1 - point;
                positivesSoFar += positives[from];
                negativesSoFar += negatives[from];
                thresholds[point] = scores[from];
                truePositives[point] = positivesSoFar;
                falsePositives[point] = negativesSoFar;
            }
            return new Curve(true, thresholds, truePositives, falsePositives, positivesSoFar, negativesSoFar);
        }
    }
}
