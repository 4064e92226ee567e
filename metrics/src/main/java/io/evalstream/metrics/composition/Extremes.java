package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.WindowFold;

/**
 * The smallest and the largest of the values of windows, and the first window that said it. Windows that say nothing are
 * counted and passed over.
 */
record Extremes() implements WindowFold {

    static final int MIN = 1;
    static final int MIN_STEP = 2;
    static final int MIN_END = 3;
    static final int MAX = 4;
    static final int MAX_STEP = 5;
    static final int MAX_END = 6;
    private static final int WINDOWS = 0;

    @Override
    public double[] start() {
        return new double[] {0, Double.NaN, 0, 0, Double.NaN, 0, 0};
    }

    @Override
    public double[] next(double[] accumulated, long end, double value) {
        double[] next = accumulated.clone();
        double step = next[WINDOWS]++;
        if (!Double.isNaN(value)) {
            if (Double.isNaN(next[MIN]) || value < next[MIN]) {
                next[MIN] = value;
                next[MIN_STEP] = step;
                next[MIN_END] = end;
            }
            if (Double.isNaN(next[MAX]) || value > next[MAX]) {
                next[MAX] = value;
                next[MAX_STEP] = step;
                next[MAX_END] = end;
            }
        }
        return next;
    }
}
