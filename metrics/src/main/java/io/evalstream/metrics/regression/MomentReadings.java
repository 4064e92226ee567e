package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Values from {@link Moments}. */
final class MomentReadings {

    private MomentReadings() {}

    /** How the scores of several outputs become one. */
    enum Multioutput {
        RAW_VALUES,
        UNIFORM_AVERAGE,
        VARIANCE_WEIGHTED
    }

    /** One value for each output. */
    static Value each(Moments moments, Memory memory, ToDoubleFunction<OutputMoments> score) {
        double[] scores = moments.read(memory).stream().mapToDouble(score).toArray();
        return moments.outputs().value(scores);
    }

    /** The mean over the outputs. */
    static Value mean(Moments moments, Memory memory, ToDoubleFunction<OutputMoments> score) {
        return Value.scalar(
                moments.read(memory).stream().mapToDouble(score).average().orElse(Double.NaN));
    }

    /** The scores of a coefficient of determination, of either kind, reduced over the outputs. */
    static Value reduced(
            Moments moments, Memory memory, Multioutput multioutput, ToDoubleFunction<OutputMoments> score) {
        List<OutputMoments> outputs = moments.read(memory);
        if (outputs.stream().mapToLong(OutputMoments::count).distinct().count() > 1) {
            return Value.undefined(
                    Value.Code.DEGENERATE,
                    "the rows do not all have the same number of outputs; say `num_outputs`, so that the others are"
                            + " turned away");
        }
        double[] scores = outputs.stream().mapToDouble(score).toArray();
        return switch (multioutput) {
            case RAW_VALUES -> moments.outputs().value(scores);
            case UNIFORM_AVERAGE -> {
                double sum = 0;
                for (double one : scores) {
                    sum += one;
                }
                yield Value.scalar(sum / scores.length);
            }
            case VARIANCE_WEIGHTED -> {
                double sum = 0;
                double weights = 0;
                for (int i = 0; i < scores.length; i++) {
                    double weight = outputs.get(i).targetSpread().doubleValue();
                    sum += weight * scores[i];
                    weights += weight;
                }
                yield Value.scalar(sum / weights);
            }
        };
    }

    /** Corrects a coefficient of determination for the number of regressors, where there are rows enough for it. */
    static Value adjusted(Value determination, long count, int regressors) {
        if (regressors == 0 || regressors >= count - 1) {
            return determination;
        }
        double factor = (double) (count - 1) / (count - regressors - 1);
        return determination.map(score -> 1 - (1 - score) * factor);
    }
}
