package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A statistic of predicted numbers and their targets, element by element. */
interface PairStatistic extends Statistic {

    Outputs outputs();

    @Override
    default List<Requirement> requirements() {
        return List.of(outputs().requirement(Input.PREDS), outputs().requirement(Input.TARGET));
    }

    /**
     * A kernel for vectors of outputs, or null where rows are not such or add nothing as vectors.
     *
     * @param additions what predictions and targets, as vectors of float64, add
     */
    default @Nullable Kernel ofVectors(BiFunction<Expression, Expression, List<Addition>> additions) {
        if (!(outputs() instanceof Outputs.Each each) || each.width() == 1) {
            return null;
        }
        List<Addition> all = additions.apply(vectors(Input.PREDS, each.width()), vectors(Input.TARGET, each.width()));
        return all.isEmpty() ? null : Kernel.byRow(all.toArray(Addition[]::new)).multiplying(Input.PREDS, Input.TARGET);
    }

    private static Expression vectors(Input input, int width) {
        return new Expression.Wide(new Expression.Vectors(input, width, Expression.Axis.FIRST));
    }

    @Override
    default @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Cell.Numbers target = row.numbers(Input.TARGET);
        Rejection rejection = differentShapes(Input.PREDS, preds, Input.TARGET, target);
        return rejection == null ? outputs().check(preds.shape()) : rejection;
    }

    /** A rejection for two tensors that do not have one shape, or null. */
    static @Nullable Rejection differentShapes(Input one, Cell.Numbers left, Input other, Cell.Numbers right) {
        return Arrays.equals(left.shape(), right.shape())
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        one.name() + " has the shape " + Arrays.toString(left.shape()) + " and " + other.name() + " "
                                + Arrays.toString(right.shape()) + "; expected the same shape");
    }
}
