package io.evalstream.metrics.comparison;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.metric.InputKind;

/** How well one prediction fits its label. */
enum RowScore {
    /** 1 where the predicted class is the label, else 0. */
    CORRECT(true, 1),
    SQUARED_ERROR(false, Double.POSITIVE_INFINITY),
    ABSOLUTE_ERROR(false, Double.POSITIVE_INFINITY),
    /** −ln of the probability given to the label. */
    LOG_LOSS(false, Double.POSITIVE_INFINITY),
    /** Squared distance of the probabilities from the label, over classes; of the one probability where there is one. */
    BRIER(false, 2);

    private final boolean higherIsBetter;
    private final double bound;

    RowScore(boolean higherIsBetter, double bound) {
        this.higherIsBetter = higherIsBetter;
        this.bound = bound;
    }

    boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** The largest difference of two of them. */
    double bound() {
        return bound;
    }

    /** Whether it is about a class, and not a number. */
    boolean ofClasses() {
        return this != SQUARED_ERROR && this != ABSOLUTE_ERROR;
    }

    /** Whether it reads probabilities. */
    boolean ofProbabilities() {
        return this == LOG_LOSS || this == BRIER;
    }

    /**
     * The score of a row.
     *
     * @param preds what was predicted: a class, a number, the one score, or a score for each class
     * @param threshold a single score above it is class 1
     */
    double of(double[] preds, DataType type, double target, InputKind input, double threshold) {
        return switch (this) {
            case SQUARED_ERROR -> (preds[0] - target) * (preds[0] - target);
            case ABSOLUTE_ERROR -> Math.abs(preds[0] - target);
            case CORRECT -> predictedClass(preds, type, input, threshold) == target ? 1 : 0;
            case LOG_LOSS -> logLoss(probabilities(preds, type, input), type, (int) target);
            case BRIER -> brier(probabilities(preds, type, input), (int) target);
        };
    }

    private static double predictedClass(double[] preds, DataType type, InputKind input, double threshold) {
        if (input == InputKind.LABEL) {
            return preds[0];
        }
        if (preds.length == 1) {
            return probabilities(preds, type, input)[0] > type.round(threshold) ? 1 : 0;
        }
        int best = 0;
        for (int i = 1; i < preds.length; i++) {
            best = preds[i] > preds[best] ? i : best;
        }
        return best;
    }

    private static double[] probabilities(double[] preds, DataType type, InputKind input) {
        if (input != InputKind.LOGIT) {
            return preds;
        }
        double[] probabilities = new double[preds.length];
        if (preds.length == 1) {
            probabilities[0] = Activation.sigmoid(preds[0], type);
        } else {
            Activation.softmax(preds, 0, 1, preds.length, type, probabilities);
        }
        return probabilities;
    }

    private static double logLoss(double[] probabilities, DataType type, int target) {
        double likelihood = probabilities.length > 1
                ? probabilities[target]
                : target == 1 ? probabilities[0] : 1 - probabilities[0];
        return -StrictMath.log(Math.max(type.epsilon(), Math.min(1 - type.epsilon(), likelihood)));
    }

    private static double brier(double[] probabilities, int target) {
        if (probabilities.length == 1) {
            return (probabilities[0] - target) * (probabilities[0] - target);
        }
        double sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            double distance = probabilities[i] - (i == target ? 1 : 0);
            sum += distance * distance;
        }
        return sum;
    }
}
