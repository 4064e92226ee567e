package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Activation;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Domain;
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
 * The columns of a task whose answers are yes or no: binary, or one answer for each of several labels.
 *
 * @param labels number of labels, the first dimension of a row; 0 where a row is of one label
 * @param threshold a score above it means yes; compared in the type of the row
 * @param ignored elements with this target are not counted
 */
record LabelColumns(
        int labels,
        double threshold,
        InputKind input,
        @Nullable Integer ignored) implements ColumnSet {

    private static final double ANY = 0.5;

    /** Identifies the column of predicted labels among the derived columns of a batch. */
    private record Predicted(double threshold, InputKind input) {}

    static LabelColumns binary(Arguments arguments) {
        return of(0, arguments);
    }

    static LabelColumns multilabel(Arguments arguments) {
        return of(arguments.integer("num_labels"), arguments);
    }

    private static LabelColumns of(int labels, Arguments arguments) {
        InputKind input = arguments.choice("input", InputKind.class);
        // Labels are not compared with anything, so they share one statistic whatever the threshold.
        double threshold = input == InputKind.LABEL ? ANY : arguments.number("threshold");
        return new LabelColumns(labels, threshold, input, arguments.integerOrNull("ignore_index"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(preds(), required(Input.TARGET, new Domain.Classes(2, ignored)));
    }

    Requirement preds() {
        return required(
                Input.PREDS,
                switch (input) {
                    case PROBABILITY -> new Domain.Range(0, 1);
                    case LABEL -> new Domain.Classes(2, null);
                    case LOGIT, VALUE -> new Domain.Finite();
                });
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Shapes.compare(row.numbers(Input.PREDS), 0, row.numbers(Input.TARGET));
    }

    /** Dimensions of a row beyond which it has several elements for a label. */
    int samplewiseRank() {
        return labels == 0 ? 1 : 2;
    }

    /** The ignored target as a number to compare with; NaN, which equals nothing, where none is. */
    double ignoredTarget() {
        return ignored == null ? Double.NaN : ignored;
    }

    /** The predicted label, 0 or 1, of each element of the batch; elements are numbered as in both columns. */
    byte[] predicted(Batch batch) {
        return batch.derived(new Predicted(threshold, input), this::predict);
    }

    private byte[] predict(Batch batch) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        double[] scores = input == InputKind.LOGIT ? Activation.sigmoids(batch) : preds.values();
        byte[] labels = new byte[batch.size() == 0 ? 0 : preds.end(batch.size() - 1)];
        DataType type = DataType.FLOAT64;
        double cut = threshold;
        for (int row = 0; row < batch.size(); row++) {
            if (preds.type(row) != type) {
                type = preds.type(row);
                cut = type.round(threshold);
            }
            for (int i = preds.start(row); i < preds.end(row); i++) {
                labels[i] = (byte) (scores[i] > cut ? 1 : 0);
            }
        }
        return labels;
    }

    private Requirement required(Input column, Domain domain) {
        return labels == 0 ? Requirement.of(column, domain) : Requirement.wide(column, labels, domain);
    }
}
