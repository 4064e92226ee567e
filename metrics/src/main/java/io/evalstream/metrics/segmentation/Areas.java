package io.evalstream.metrics.segmentation;

import java.util.Arrays;

/** Numbers of pixels by class: in the predicted mask, in the true one, and in both. */
@SuppressWarnings("ArrayRecordComponent") // lives within one batch
record Areas(long[] predicted, long[] expected, long[] common) {

    int classes() {
        return common.length;
    }

    /** Intersection over union of a class; NaN where neither mask has a pixel. */
    double intersectionOverUnion(int ofClass) {
        return (double) common[ofClass] / (predicted[ofClass] + expected[ofClass] - common[ofClass]);
    }

    /** Dice score of a class; NaN where neither mask has a pixel. */
    double dice(int ofClass) {
        return 2.0 * common[ofClass] / (predicted[ofClass] + expected[ofClass]);
    }

    /** Dice score of all classes together. */
    double microDice() {
        return 2.0 * sum(common) / (sum(predicted) + sum(expected));
    }

    /** Mean of the classes' Dice scores, without those that no mask has. */
    double macroDice() {
        double sum = 0;
        int defined = 0;
        for (int i = 0; i < classes(); i++) {
            if (predicted[i] + expected[i] > 0) {
                sum += dice(i);
                defined++;
            }
        }
        return sum / defined;
    }

    /** Mean of the classes' Dice scores, weighted by their share of the true mask; 0 where that is empty. */
    double weightedDice() {
        double sum = 0;
        for (int i = 0; i < classes(); i++) {
            if (expected[i] > 0) {
                sum += expected[i] * dice(i);
            }
        }
        return sum == 0 ? 0 : sum / sum(expected);
    }

    private static long sum(long[] pixels) {
        return Arrays.stream(pixels).sum();
    }
}
