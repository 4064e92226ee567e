package io.evalstream.metrics.metric;

/** What is accumulated of the values of a series' windows, one after another: a few numbers, whatever their number. */
public interface WindowFold {

    /** What is accumulated before the first window. */
    double[] start();

    /**
     * What is accumulated with one more window.
     *
     * @param accumulated what was accumulated before it, which is left as it is
     * @param end end of the window, in milliseconds
     * @param value what the window says; NaN where it says nothing
     */
    double[] next(double[] accumulated, long end, double value);
}
