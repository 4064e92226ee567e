package io.evalstream.metrics.batch;

/** Which rows a statistic counts. */
public enum Population {
    /** Every prediction, from the moment it comes. */
    PREDICTIONS,
    /** Predictions that have their label. */
    LABELLED
}
