package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;

/**
 * How near an estimated signal comes to the true one, in decibels. A value of it takes the last dimensions of a tensor;
 * those before them are signals of their own.
 */
sealed interface SignalMeasure permits SignalToNoise, ScaleInvariant, SourceAggregated, FilteredDistortion {

    /** How many dimensions at the end of a tensor make one value. */
    int dimensions();

    /** What a tensor must look like, in words. */
    String expected();

    /** True where tensors of this shape have values. */
    default boolean takes(int[] shape) {
        return shape.length >= dimensions();
    }

    /** True where this true signal has a value to be compared with. */
    default boolean isComparable(double[] target) {
        return true;
    }

    /**
     * The value of one signal, or of the signals of all speakers where it takes them together.
     *
     * @param time number of samples; the arrays hold a multiple of it
     * @param type type of the estimate, whose epsilon keeps quotients finite
     */
    double of(double[] preds, double[] target, int time, DataType type);

    /** Values for each signal of tensors of one shape. */
    default double[] each(double[] preds, double[] target, int[] shape, DataType type) {
        int size = Signals.size(shape, shape.length - dimensions());
        double[] values = new double[preds.length / size];
        for (int i = 0; i < values.length; i++) {
            values[i] = of(Signals.part(preds, i, size), Signals.part(target, i, size), shape[shape.length - 1], type);
        }
        return values;
    }
}
