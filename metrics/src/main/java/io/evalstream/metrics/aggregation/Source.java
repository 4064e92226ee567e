package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Parameter;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which numbers of a row a distribution is of. */
enum Source {
    /** The column {@code value}. */
    VALUE,
    /** The predicted scores or values. */
    PREDS,
    /** The targets. */
    TARGET,
    /** Prediction less target. */
    RESIDUAL,
    /** The size of the residual. */
    ABSOLUTE_ERROR,
    /** How many seconds after the prediction's event time its label is dated. */
    LABEL_DELAY;

    static final Parameter PARAMETER = Parameter.choice(
            "of",
            "value",
            "of which numbers: those of the column `value`; of preds or target; residual is preds − target,"
                    + " absolute_error its size; label_delay is label time − event time in seconds, 0 for a label that came"
                    + " first",
            "value",
            "preds",
            "target",
            "residual",
            "absolute_error",
            "label_delay");

    List<Requirement> requirements(Domain domain) {
        return switch (this) {
            case VALUE -> List.of(Requirement.of(Input.VALUE, domain));
            case PREDS -> List.of(Requirement.of(Input.PREDS, domain));
            case TARGET -> List.of(Requirement.of(Input.TARGET, domain));
            case RESIDUAL, ABSOLUTE_ERROR ->
                List.of(Requirement.of(Input.PREDS, domain), Requirement.of(Input.TARGET, domain));
            // No record carries it: it is known where a label meets its prediction.
            case LABEL_DELAY ->
                List.of(Requirement.of(Input.LABEL_DELAY, new Domain.Finite()).orAbsent());
        };
    }

    @Nullable
    Rejection check(Row row) {
        if (this != RESIDUAL && this != ABSOLUTE_ERROR) {
            return null;
        }
        int[] preds = row.numbers(Input.PREDS).shape();
        int[] target = row.numbers(Input.TARGET).shape();
        return Arrays.equals(preds, target)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "preds has the shape " + Arrays.toString(preds) + " and target " + Arrays.toString(target)
                                + "; expected the same shape");
    }

    /** The column that says how many numbers a row has. */
    NumberColumn column(Batch batch) {
        return batch.numbers(
                switch (this) {
                    case VALUE -> Input.VALUE;
                    case PREDS, RESIDUAL, ABSOLUTE_ERROR -> Input.PREDS;
                    case TARGET -> Input.TARGET;
                    case LABEL_DELAY -> Input.LABEL_DELAY;
                });
    }

    /** A number of a row, counted from 0. */
    double number(Batch batch, NumberColumn column, int row, int element) {
        double number = column.values()[column.start(row) + element];
        if (this != RESIDUAL && this != ABSOLUTE_ERROR) {
            return number;
        }
        NumberColumn target = batch.numbers(Input.TARGET);
        double residual = number - target.values()[target.start(row) + element];
        return this == RESIDUAL ? residual : Math.abs(residual);
    }
}
