package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a task with one class of several: a score for each class, or the predicted class, and the true class.
 *
 * @param classes number of classes; 0 where any number will do
 * @param ignored elements with this target are not counted
 */
record ClassColumns(int classes, InputKind input, @Nullable Integer ignored) implements ColumnSet {

    /** The true class of each element. */
    static final Expression TRUTH = new Expression.Whole(Input.TARGET);

    /** Identifies the column of predicted classes among the derived columns of a batch. */
    private record Predicted(InputKind input, int topK) {}

    static ClassColumns of(Arguments arguments) {
        return new ClassColumns(
                arguments.integer("num_classes"),
                arguments.choice("input", InputKind.class),
                arguments.integerOrNull("ignore_index"));
    }

    @Override
    public List<Requirement> requirements() {
        int most = classes == 0 ? Integer.MAX_VALUE : classes;
        Requirement preds = switch (input) {
            case LABEL -> Requirement.of(Input.PREDS, new Domain.Classes(most, ignored));
            case PROBABILITY -> Requirement.wide(Input.PREDS, classes, new Domain.Range(0, 1));
            case LOGIT, VALUE -> Requirement.wide(Input.PREDS, classes, new Domain.Finite());
        };
        return List.of(preds, Requirement.of(Input.TARGET, new Domain.Classes(most, ignored)));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Cell.Numbers target = row.numbers(Input.TARGET);
        Rejection rejection = Shapes.compare(preds, input == InputKind.LABEL ? 0 : 1, target);
        return rejection == null && input == InputKind.LABEL
                ? checkPredicted(preds.values(), target.values())
                : rejection;
    }

    /** The ignored target as a number to compare with; NaN, which equals nothing, where none is. */
    double ignoredTarget() {
        return ignored == null ? Double.NaN : ignored;
    }

    /** True where some targets may be ignored that are classes like any other. */
    boolean ignoresClass() {
        return ignored != null && ignored >= 0 && ignored < classes;
    }

    /**
     * The predicted class of each element of the batch; elements are numbered as in the target's column.
     *
     * @param topK a target among so many highest scores counts as predicted
     */
    int[] predicted(Batch batch, int topK) {
        return batch.derived(new Predicted(input, topK), all -> predict(all, topK));
    }

    /** {@link #predicted} as an expression; null where labels are given, which loops read as fast. */
    @Nullable
    Expression predicted(int topK) {
        if (input == InputKind.LABEL) {
            return null;
        }
        Expression scores = new Expression.Vectors(Input.PREDS, classes, Expression.Axis.FIRST);
        Expression highest = new Expression.ArgMax(scores);
        return topK == 1
                ? highest
                : new Expression.Choice(
                        new Expression.Rank(scores, TRUTH).isLess(new Expression.Constant(topK)), TRUTH, highest);
    }

    /** The condition that an element counts, or null where all do. */
    @Nullable
    Expression counted() {
        return ignored == null
                ? null
                : TRUTH.isEqual(new Expression.Constant(ignored)).not();
    }

    /** Elements that count and meet another condition. */
    Expression counted(Expression condition) {
        Expression counted = counted();
        return counted == null ? condition : condition.and(counted);
    }

    private int[] predict(Batch batch, int topK) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] scores = preds.values();
        double[] truth = target.values();
        int[] predicted = new int[batch.size() == 0 ? 0 : target.end(batch.size() - 1)];
        for (int row = 0; row < batch.size(); row++) {
            int stride = target.length(row);
            int end = preds.end(row);
            int shift = preds.start(row) - target.start(row);
            for (int i = target.start(row); i < target.end(row); i++) {
                if (input == InputKind.LABEL) {
                    predicted[i] = (int) scores[i + shift];
                } else if (topK > 1 && isAmong(topK, truth[i], scores, i + shift, stride, end)) {
                    predicted[i] = (int) truth[i];
                } else {
                    predicted[i] = highest(scores, i + shift, stride, end);
                }
            }
        }
        return predicted;
    }

    /** Index of the highest of the scores at {@code from}, {@code from + stride}, …; the lowest where several are. */
    static int highest(double[] scores, int from, int stride, int end) {
        int best = from;
        for (int i = from + stride; i < end; i += stride) {
            if (scores[i] > scores[best]) {
                best = i;
            }
        }
        return (best - from) / stride;
    }

    /** Whether fewer than {@code k} classes come before this one in order of falling score. */
    private static boolean isAmong(int k, double truth, double[] scores, int from, int stride, int end) {
        double own = from + truth * stride;
        if (!(own >= from && own < end)) {
            return false; // An ignored target outside the classes.
        }
        int at = (int) own;
        int before = 0;
        for (int i = from; i < end; i += stride) {
            if (scores[i] > scores[at] || (scores[i] == scores[at] && i < at)) {
                before++;
            }
        }
        return before < k;
    }

    /** A predicted class may lie outside the classes only where the target is ignored. */
    private @Nullable Rejection checkPredicted(double[] predicted, double[] truth) {
        if (ignored == null || ignoresClass()) {
            return null;
        }
        for (int i = 0; i < predicted.length; i++) {
            if (predicted[i] == ignored && truth[i] != ignored) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        Input.PREDS.name() + " holds " + ignored + " (ignore_index) where the target is a class;"
                                + " expected a class index from 0 to " + (classes - 1));
            }
        }
        return null;
    }
}
