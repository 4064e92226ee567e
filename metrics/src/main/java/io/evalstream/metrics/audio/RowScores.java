package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values that a row contributes to a mean. */
sealed interface RowScores permits RowScores.EachSignal, BestPermutation {

    /** What keeps estimates and true signals of this one shape from having values, or null. */
    @Nullable
    String objection(int[] shape, double[] target);

    double[] of(double[] preds, double[] target, int[] shape, DataType type);

    /** A value for each signal. */
    record EachSignal(SignalMeasure measure) implements RowScores {
        @Override
        public @Nullable String objection(int[] shape, double[] target) {
            if (!measure.takes(shape)) {
                return "preds and target have the shape " + Arrays.toString(shape) + "; expected " + measure.expected();
            }
            int size = Signals.size(shape, shape.length - measure.dimensions());
            for (int i = 0; size > 0 && i < target.length / size; i++) {
                if (!measure.isComparable(Signals.part(target, i, size))) {
                    return "signal " + i + " of target is silent; expected " + measure.expected();
                }
            }
            return null;
        }

        @Override
        public double[] of(double[] preds, double[] target, int[] shape, DataType type) {
            return measure.each(preds, target, shape, type);
        }
    }
}
