package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.state.ExactSum;
import java.util.stream.Stream;

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

    /** What {@link #addSquare} adds for vectors: p² − 2pt + t², each product with what its rounding loses. */
    static Stream<Addition> squares(int slot, int width, Expression prediction, Expression target) {
        Expression minusTwo = new Expression.Constant(-2);
        return Stream.of(
                        prediction.times(prediction),
                        new Expression.Lost(prediction, prediction),
                        prediction.times(target).times(minusTwo),
                        new Expression.Lost(prediction, target).times(minusTwo),
                        target.times(target),
                        new Expression.Lost(target, target))
                .map(term -> Addition.sums(slot, width, term));
    }

    /** What {@link #addMagnitude} adds for vectors. */
    static Stream<Addition> magnitudes(int slot, int width, Expression prediction, Expression target) {
        Expression difference = prediction.minus(target);
        Expression added = difference.minus(prediction);
        Expression lost = prediction.minus(difference.minus(added)).minus(target.plus(added));
        Expression zero = new Expression.Constant(0);
        Expression negative = difference.isLess(zero);
        return Stream.of(difference, lost)
                .map(term -> Addition.sums(slot, width, new Expression.Choice(negative, zero.minus(term), term)));
    }

    private static double lost(double prediction, double target, double difference) {
        double added = difference - prediction;
        return (prediction - (difference - added)) - (target + added);
    }
}
