package io.evalstream.metrics.probability;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.PairwiseSum;

/** What a prediction of probabilities costs once the class is known. */
enum Loss {

    /**
     * −log of the probability of what happened, which is first clipped to [ε, 1 − ε] for the epsilon of the row's type, as
     * scikit-learn does. Logits need no clipping.
     */
    LOG {
        @Override
        double binary(double prediction, boolean happened, boolean logit, DataType type) {
            return logit ? logistic(prediction, happened) : clipped(own(prediction, happened, type), type);
        }

        @Override
        double multiclass(double[] preds, int at, int stride, int classes, int actual, boolean logit, DataType type) {
            return logit ? softmaxed(preds, at, stride, classes, actual) : clipped(preds[at + actual * stride], type);
        }
    },

    /** −log of the probability of what happened, at most 100, as torcheval has it. Logits have no such bound. */
    BOUNDED_LOG {
        @Override
        double binary(double prediction, boolean happened, boolean logit, DataType type) {
            if (logit) {
                return logistic(prediction, happened);
            }
            double log = happened ? StrictMath.log(prediction) : StrictMath.log1p(-prediction);
            return Math.min(MOST, -log);
        }

        @Override
        double multiclass(double[] preds, int at, int stride, int classes, int actual, boolean logit, DataType type) {
            return Math.min(MOST, LOG.multiclass(preds, at, stride, classes, actual, logit, type));
        }
    },

    /** The squared distance from certainty: (p − 1)² or p² for one probability, added up over the classes for several. */
    SQUARED {
        @Override
        double binary(double prediction, boolean happened, boolean logit, DataType type) {
            double probability = logit ? Activation.sigmoid(prediction, type) : prediction;
            double distance = happened ? 1 - probability : probability;
            return distance * distance;
        }

        @Override
        double multiclass(double[] preds, int at, int stride, int classes, int actual, boolean logit, DataType type) {
            double[] own = new double[classes];
            for (int c = 0; c < classes; c++) {
                own[c] = preds[at + c * stride];
            }
            if (logit) {
                Activation.softmax(own, 0, 1, classes, type, own);
            }
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double distance = c == actual ? 1 - own[c] : own[c];
                sum += distance * distance;
            }
            return sum;
        }
    };

    private static final double MOST = 100;

    /** What {@link #BOUNDED_LOG} makes of a loss. */
    static Expression bounded(Expression log) {
        Expression most = new Expression.Constant((long) MOST);
        return new Expression.Choice(log.isLess(most), log, most);
    }

    /** The loss of a probability, or logit, of class 1. */
    abstract double binary(double prediction, boolean happened, boolean logit, DataType type);

    /** The loss of the probabilities, or logits, {@code preds[at]}, {@code preds[at + stride]}, … of the classes. */
    abstract double multiclass(
            double[] preds, int at, int stride, int classes, int actual, boolean logit, DataType type);

    private static double own(double probability, boolean happened, DataType type) {
        return happened ? probability : type.round(1 - probability);
    }

    private static double clipped(double probability, DataType type) {
        double least = type.epsilon();
        return -StrictMath.log(Math.max(least, Math.min(type.round(1 - least), probability)));
    }

    /** log(1 + e^−x) for the logit x of what happened, without overflow. */
    private static double logistic(double logit, boolean happened) {
        double own = happened ? logit : -logit;
        return Math.max(-own, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(own)));
    }

    /** log Σ e^x less the logit of what happened. */
    private static double softmaxed(double[] logits, int at, int stride, int classes, int actual) {
        double largest = logits[at];
        for (int c = 1; c < classes; c++) {
            largest = Math.max(largest, logits[at + c * stride]);
        }
        double[] powers = new double[classes];
        for (int c = 0; c < classes; c++) {
            powers[c] = StrictMath.exp(logits[at + c * stride] - largest);
        }
        return StrictMath.log(PairwiseSum.of(powers, classes)) + (largest - logits[at + actual * stride]);
    }
}
