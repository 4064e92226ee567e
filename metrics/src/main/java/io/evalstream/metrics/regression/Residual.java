package io.evalstream.metrics.regression;

import io.evalstream.metrics.state.ExactSum;

/**
 * The difference {@code prediction − target}, without rounding.
 *
 * <p>The rounded difference and what the rounding lost are both doubles (Knuth, The Art of Computer Programming,
 * volume 2, 4.2.2, theorem B). The second is zero for all but the widest-ranging doubles, so the sums below are exact at
 * the price of one addition. That makes an error the same whether it was summed alone or read from {@link Moments}.
 */
final class Residual {

    private Residual() {}

    /** Adds the square of the difference. */
    static void addSquare(ExactSum sum, double prediction, double target, long multiplicity) {
        double difference = prediction - target;
        if (Double.isInfinite(difference)) {
            sum.addProduct(prediction, prediction, multiplicity);
            sum.addProduct(-prediction, target, multiplicity);
            sum.addProduct(-prediction, target, multiplicity);
            sum.addProduct(target, target, multiplicity);
            return;
        }
        sum.addProduct(difference, difference, multiplicity);
        double lost = lost(prediction, target, difference);
        if (Math.abs(lost) > 0) {
            sum.addProduct(difference, lost, multiplicity);
            sum.addProduct(difference, lost, multiplicity);
            sum.addProduct(lost, lost, multiplicity);
        }
    }

    /** Adds the magnitude of the difference. */
    static void addMagnitude(ExactSum sum, double prediction, double target, long multiplicity) {
        double difference = prediction - target;
        if (Double.isInfinite(difference)) {
            // Of opposite signs: the magnitudes add.
            sum.add(Math.abs(prediction), multiplicity);
            sum.add(Math.abs(target), multiplicity);
            return;
        }
        sum.add(Math.abs(difference), multiplicity);
        double lost = lost(prediction, target, difference);
        if (Math.abs(lost) > 0) {
            sum.add(difference < 0 ? -lost : lost, multiplicity);
        }
    }

    private static double lost(double prediction, double target, double difference) {
        double added = difference - prediction;
        return (prediction - (difference - added)) - (target + added);
    }
}
