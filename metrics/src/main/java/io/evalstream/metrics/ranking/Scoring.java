package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How scores and targets are read from a row.
 *
 * <p>The scores of a row are packed with the classes or labels as the outermost dimension: element {@code j} of class
 * {@code c} lies at {@code c · n + j}, where n is the number of elements that a class has in that row. A binary row is one
 * label.
 *
 * @param classes number of curves: classes or labels, 1 for a binary task
 * @param ignoreIndex a target whose elements do not count, or null
 */
record Scoring(
        Task task,
        int classes,
        Normalization normalization,
        @Nullable Integer ignoreIndex) implements ColumnSet {

    @Override
    public List<Requirement> requirements() {
        Domain scores = switch (normalization) {
            case NONE -> new Domain.Range(0, 1);
            case SIGMOID, SOFTMAX, RAW -> new Domain.Finite();
        };
        Domain targets = new Domain.Classes(task == Task.MULTICLASS ? classes : 2, ignoreIndex);
        return switch (task) {
            case BINARY -> List.of(Requirement.of(Input.PREDS, scores), Requirement.of(Input.TARGET, targets));
            case MULTICLASS ->
                List.of(Requirement.wide(Input.PREDS, classes, scores), Requirement.of(Input.TARGET, targets));
            case MULTILABEL ->
                List.of(
                        Requirement.wide(Input.PREDS, classes, scores),
                        Requirement.wide(Input.TARGET, classes, targets));
        };
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        if (preds.type().isInteger()) {
            return new Rejection(
                    Rejection.Reason.WRONG_TYPE, "preds holds whole numbers; expected scores of a floating-point type");
        }
        int[] expected = preds.shape();
        if (task == Task.MULTICLASS) {
            expected = expected.length == 0 ? expected : Arrays.copyOfRange(expected, 1, expected.length);
        }
        int[] found = row.numbers(Input.TARGET).shape();
        return Arrays.equals(expected, found)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "target has the shape " + Arrays.toString(found) + "; expected " + Arrays.toString(expected)
                                + " to go with preds of the shape " + Arrays.toString(preds.shape()));
    }

    /** The target that does not count, as it stands in a column; NaN, which equals nothing, where every target counts. */
    double ignored() {
        return ignoreIndex == null ? Double.NaN : ignoreIndex;
    }

    /** How many elements each class has in a row of so many scores. */
    int elements(int length) {
        // A division costs more than all the rest of counting one binary score.
        return classes == 1 ? length : length / classes;
    }

    /** The scores of a batch, at the places where {@code preds} has them. */
    double[] scores(Batch batch) {
        return switch (normalization) {
            case NONE, RAW -> batch.numbers(Input.PREDS).values();
            case SIGMOID -> Activation.sigmoids(batch);
            case SOFTMAX -> Activation.softmaxes(batch, classes);
        };
    }
}
