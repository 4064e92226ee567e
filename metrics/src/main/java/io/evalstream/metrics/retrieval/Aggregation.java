package io.evalstream.metrics.retrieval;

import java.util.Arrays;

/** How the values of the queries become one. */
enum Aggregation {
    MEAN,
    /** The lower one of two in the middle. */
    MEDIAN,
    MIN,
    MAX;

    /** The value of at least one number. */
    double of(double[] values) {
        return switch (this) {
            case MEAN -> Arrays.stream(values).sum() / values.length;
            case MEDIAN -> Arrays.stream(values).sorted().toArray()[(values.length - 1) / 2];
            case MIN -> Arrays.stream(values).min().orElseThrow();
            case MAX -> Arrays.stream(values).max().orElseThrow();
        };
    }
}
