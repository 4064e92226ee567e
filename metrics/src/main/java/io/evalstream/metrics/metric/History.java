package io.evalstream.metrics.metric;

/**
 * The windows of one series and kind up to the one that is reported, for metrics that fold what windows say. Each window
 * counts with its latest value, in the order of their ends, and none is ever merged with another.
 */
@FunctionalInterface
public interface History {

    /** Nothing came before the reported window, nor is it known when it ends. */
    History NONE = alone(0);

    /** A window of this end, before which nothing came. */
    static History alone(long end) {
        return (place, fold, value) -> fold.next(fold.start(), end, value);
    }

    /**
     * Folds the values of all windows up to the reported one, and takes down the value of this one.
     *
     * @param place where in the plan's metrics the fold stands; the same in every window
     * @param value what the reported window says; NaN where it says nothing
     * @return what the fold has accumulated, for reading only
     */
    double[] fold(String place, WindowFold fold, double value);

    /** The same history for a part of a metric. */
    default History within(String part) {
        return (place, fold, value) -> fold(part + "/" + place, fold, value);
    }
}
