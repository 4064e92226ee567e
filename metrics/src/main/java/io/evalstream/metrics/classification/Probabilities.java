package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.InputKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of metrics that read the probabilities themselves: one for an element of a binary task, one for each class
 * of an element of a multiclass task.
 *
 * @param classes number of classes; 0 for a binary task
 * @param ignored elements with this target are not counted
 */
record Probabilities(int classes, InputKind input, @Nullable Integer ignored) implements ColumnSet {

    static Probabilities binary(Arguments arguments) {
        return new Probabilities(
                0, arguments.choice("input", InputKind.class), arguments.integerOrNull("ignore_index"));
    }

    static Probabilities multiclass(Arguments arguments) {
        return new Probabilities(
                arguments.integer("num_classes"),
                arguments.choice("input", InputKind.class),
                arguments.integerOrNull("ignore_index"));
    }

    @Override
    public List<Requirement> requirements() {
        Domain domain = input == InputKind.LOGIT ? new Domain.Finite() : new Domain.Range(0, 1);
        return isBinary()
                ? List.of(
                        Requirement.of(Input.PREDS, domain),
                        Requirement.of(Input.TARGET, new Domain.Classes(2, ignored)))
                : List.of(
                        Requirement.wide(Input.PREDS, classes, domain),
                        Requirement.of(Input.TARGET, new Domain.Classes(classes, ignored)));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        return preds.type().isInteger()
                ? new Rejection(
                        Rejection.Reason.WRONG_TYPE,
                        Input.PREDS.name() + " holds whole numbers; expected probabilities or logits as floats")
                : Shapes.compare(preds, isBinary() ? 0 : 1, row.numbers(Input.TARGET));
    }

    boolean isBinary() {
        return classes == 0;
    }

    /** The ignored target as a number to compare with; NaN, which equals nothing, where none is. */
    double ignoredTarget() {
        return ignored == null ? Double.NaN : ignored;
    }

    /** The probabilities of each element's classes as an expression. */
    Expression vectors() {
        Expression scores = new Expression.Vectors(Input.PREDS, classes, Expression.Axis.FIRST);
        return input == InputKind.LOGIT ? new Expression.Softmax(scores) : scores;
    }

    /** The probabilities of the batch, packed as the column of predictions is. */
    double[] values(Batch batch) {
        if (input != InputKind.LOGIT) {
            return batch.numbers(Input.PREDS).values();
        }
        return isBinary() ? Activation.sigmoids(batch) : Activation.softmaxes(batch, classes);
    }
}
