package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
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
        @Nullable Integer ignoreIndex) {

    /** What {@link Batch#derived} keeps normalised scores under. */
    private record Normalized(Normalization normalization, int classes) {}

    List<Requirement> requirements() {
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

    @Nullable
    Rejection check(Row row) {
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

    /** The scores of a batch, at the places where {@code preds} has them. */
    double[] scores(Batch batch) {
        return switch (normalization) {
            case NONE, RAW -> batch.numbers(Input.PREDS).values();
            case SIGMOID, SOFTMAX -> batch.derived(new Normalized(normalization, classes), this::normalize);
        };
    }

    private double[] normalize(Batch batch) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] logits = preds.values();
        double[] scores = new double[batch.size() == 0 ? 0 : preds.end(batch.size() - 1)];
        for (int row = 0; row < batch.size(); row++) {
            int start = preds.start(row);
            int end = preds.end(row);
            DataType type = preds.type(row);
            if (normalization == Normalization.SIGMOID) {
                for (int i = start; i < end; i++) {
                    scores[i] = Activation.sigmoid(logits[i], type);
                }
            } else {
                int stride = (end - start) / classes;
                for (int i = start; i < start + stride; i++) {
                    Activation.softmax(logits, i, stride, classes, type, scores);
                }
            }
        }
        return scores;
    }
}
