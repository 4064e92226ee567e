package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.PairwiseSum;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One number for a row of two vectors, or of a vector and a number. Sums run over the vectors in their order. */
sealed interface RowTerm extends ColumnSet permits RowTerm.Cosine, Divergence, RowTerm.RankedProbability {

    /** The row's number; NaN or infinite where it has none. */
    double of(double[] left, int leftStart, double[] right, int rightStart, int length);

    /** The row's number as an expression, or null where loops do as well. */
    default @Nullable Expression expression() {
        return null;
    }

    default Requirement left() {
        return Requirement.of(Input.PREDS, new Domain.Finite());
    }

    default Requirement right() {
        return Requirement.of(Input.TARGET, new Domain.Finite());
    }

    @Override
    default List<Requirement> requirements() {
        return List.of(left(), right());
    }

    /** A rejection for a row whose columns are not two vectors of one length, or null. */
    @Override
    default @Nullable Rejection check(Row row) {
        Input one = left().input();
        Cell.Numbers numbers = row.numbers(one);
        if (numbers.shape().length != 1) {
            return Rejection.wrongShape(one, numbers, "a vector");
        }
        return PairStatistic.differentShapes(one, numbers, right().input(), row.numbers(right().input()));
    }

    /** The cosine of the angle between two vectors. */
    record Cosine() implements RowTerm {
        @Override
        public double of(double[] left, int leftStart, double[] right, int rightStart, int length) {
            double[] products = new double[length];
            double[] leftSquares = new double[length];
            double[] rightSquares = new double[length];
            for (int i = 0; i < length; i++) {
                double one = left[leftStart + i];
                double other = right[rightStart + i];
                products[i] = one * other;
                leftSquares[i] = one * one;
                rightSquares[i] = other * other;
            }
            return PairwiseSum.of(products, length)
                    / (Math.sqrt(PairwiseSum.of(leftSquares, length))
                            * Math.sqrt(PairwiseSum.of(rightSquares, length)));
        }

        @Override
        public Expression expression() {
            Expression one = vectors(Input.PREDS);
            Expression other = vectors(Input.TARGET);
            return new Expression.Total(one.times(other)).over(norm(one).times(norm(other)));
        }

        private static Expression vectors(Input input) {
            return new Expression.Wide(new Expression.Vectors(input, 0, Expression.Axis.LAST));
        }

        private static Expression norm(Expression vectors) {
            return new Expression.SquareRoot(new Expression.Total(vectors.times(vectors)));
        }
    }

    /**
     * The continuous ranked probability score of an ensemble: mean distance to the target less half the mean distance of
     * its members from one another. Sorted members turn the second into one sum (Zamo and Naveau, Mathematical
     * Geosciences 50, 2018).
     */
    record RankedProbability() implements RowTerm {
        @Override
        public double of(double[] left, int leftStart, double[] right, int rightStart, int length) {
            double[] members = Arrays.copyOfRange(left, leftStart, leftStart + length);
            Arrays.sort(members);
            double distance = 0;
            double spread = 0;
            for (int i = 0; i < length; i++) {
                distance += Math.abs(members[i] - right[rightStart]);
                // The distances of sorted members to their centre do not cancel where all lie far from zero.
                spread += (2.0 * i + 1 - length) * (members[i] - members[length / 2]);
            }
            return distance / length - spread / length / length;
        }

        @Override
        public @Nullable Rejection check(Row row) {
            Cell.Numbers members = row.numbers(Input.PREDS);
            if (members.shape().length != 1 || members.values().length < 2) {
                return Rejection.wrongShape(Input.PREDS, members, "a vector of at least two members of an ensemble");
            }
            Cell.Numbers target = row.numbers(Input.TARGET);
            return target.shape().length == 0 ? null : Rejection.wrongShape(Input.TARGET, target, "one number");
        }
    }
}
