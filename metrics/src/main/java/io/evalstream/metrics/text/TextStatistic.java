package io.evalstream.metrics.text;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.TextColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statistic of rows that hold one predicted text and its references. */
interface TextStatistic extends Statistic {

    /** Adds what a row contributes. */
    void add(Cells cells, int row, Sentence sentence);

    /** Whether a row may hold more than one reference. */
    boolean takesSeveralReferences();

    default Input predictions() {
        return Input.PREDS_TEXT;
    }

    default Input references() {
        return Input.TARGET_TEXT;
    }

    @Override
    default List<Requirement> requirements() {
        return List.of(Requirement.texts(predictions()), Requirement.texts(references()));
    }

    @Override
    default @Nullable Rejection check(Row row) {
        int predicted = row.texts(predictions()).values().size();
        if (predicted != 1) {
            return wrongNumber(predictions(), predicted, "one");
        }
        int given = row.texts(references()).values().size();
        if (given == 0 || (given > 1 && !takesSeveralReferences())) {
            return wrongNumber(references(), given, takesSeveralReferences() ? "at least one" : "one");
        }
        return null;
    }

    @Override
    default void update(Batch batch, Cells cells) {
        TextColumn predictions = batch.texts(predictions());
        TextColumn references = batch.texts(references());
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                add(
                        cells,
                        row,
                        new Sentence(
                                predictions.text(row),
                                references.texts(row),
                                batch.multiplicity(row),
                                batch.time(row),
                                batch.sequence(row)));
            }
        }
    }

    private static Rejection wrongNumber(Input input, int found, String expected) {
        return new Rejection(
                Rejection.Reason.WRONG_WIDTH, input.name() + " holds " + found + " texts; expected " + expected);
    }
}
