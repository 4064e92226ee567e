package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values that a row contributes to a mean. */
sealed interface RowScores permits RowScores.EachSignal, BestPermutation {

    SignalMeasure measure();

    /** What keeps estimates and true signals of this one shape from having values, or null. */
    @Nullable
    String objection(int[] shape);

    double[] of(double[] preds, double[] target, int[] shape, DataType type);

    /** A value for each signal. */
    record EachSignal(SignalMeasure measure) implements RowScores {
        @Override
        public @Nullable String objection(int[] shape) {
            return measure.takes(shape)
                    ? null
                    : "preds and target have the shape " + Arrays.toString(shape) + "; expected " + measure.expected();
        }

        @Override
        public double[] of(double[] preds, double[] target, int[] shape, DataType type) {
            return measure.each(preds, target, shape, type);
        }
    }
}
