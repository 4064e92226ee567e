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

    /** Square matrices of counts, one after another, each normalised on its own. */
    static double[] normalized(long[] counts, int classes, Normalize normalize) {
        double[] values = new double[counts.length];
        int cells = classes * classes;
        for (int matrix = 0; matrix < counts.length; matrix += cells) {
            for (int i = 0; i < cells; i++) {
                long divisor = switch (normalize) {
                    case NONE -> 1;
                    case TRUE -> sum(counts, matrix + i - i % classes, 1, classes);
                    case PRED -> sum(counts, matrix + i % classes, classes, classes);
                    case ALL -> sum(counts, matrix, 1, cells);
                };
                values[matrix + i] = CountScore.ratio(counts[matrix + i], divisor, 0);
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
