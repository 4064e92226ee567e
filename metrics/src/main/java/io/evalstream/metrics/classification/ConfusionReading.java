package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Parameter;

/** Confusion matrices: true classes down, predicted classes across. */
final class ConfusionReading {

    static final Description DESCRIPTION = new Description(
            "confusion_matrix",
            "ConfusionMatrix",
            "confusion_matrix",
            null,
            "How often each class was predicted for each true class.",
            "element (i, j) counts the elements of class i that were predicted as class j; above 1,024 classes there is a"
                    + " row (i, j, count) for each count that is not 0",
            "above 1,024 classes, past max_distinct counts; a normalised row, column or matrix without elements is 0");

    static final Parameter NORMALIZE = Parameter.choice(
            "normalize",
            null,
            "divide by the sum of each row (true), of each column (pred), or of all (all)",
            "true",
            "pred",
            "all",
            "none");

    /** By what a matrix is divided. */
    enum Normalize {
        TRUE,
        PRED,
        ALL,
        NONE
    }

    private ConfusionReading() {}

    /**
     * Square matrices of counts, one after another, each normalised on its own.
     *
     * @param unit the weight that a count of one stands for
     */
    static double[] normalized(long[] counts, int classes, Normalize normalize, double unit) {
        double[] values = new double[counts.length];
        int cells = classes * classes;
        for (int matrix = 0; matrix < counts.length; matrix += cells) {
            for (int i = 0; i < cells; i++) {
                long count = counts[matrix + i];
                values[matrix + i] = switch (normalize) {
                    case NONE -> count * unit;
                    case TRUE -> CountScore.ratio(count, sum(counts, matrix + i - i % classes, 1, classes), 0);
                    case PRED -> CountScore.ratio(count, sum(counts, matrix + i % classes, classes, classes), 0);
                    case ALL -> CountScore.ratio(count, sum(counts, matrix, 1, cells), 0);
                };
            }
        }
        return values;
    }

    private static long sum(long[] counts, int from, int stride, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += counts[from + i * stride];
        }
        return sum;
    }
}
