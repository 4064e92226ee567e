package io.evalstream.metrics.clustering;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often each true class came with each cluster.
 *
 * @param classes classes and clusters are numbers below this; 0 where any whole number will do
 * @param cap largest number of distinct pairs
 */
record LabelPairs(int classes, int cap) implements Statistic {

    private static final int COUNTS = 0;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("pairs", 2, cap));
    }

    @Override
    public List<Requirement> requirements() {
        Domain labels = classes == 0 ? Domain.Whole.ANY : new Domain.Whole(0, classes - 1);
        return List.of(Requirement.of(Input.PREDS, labels), Requirement.of(Input.TARGET, labels));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        for (Input input : List.of(Input.PREDS, Input.TARGET)) {
            Cell.Numbers label = row.numbers(input);
            if (label.shape().length > 0) {
                return Rejection.wrongShape(input, label, "one label");
            }
        }
        return null;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        long[] key = new long[2];
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                key[0] = (long) targets.scalar(row);
                key[1] = (long) preds.scalar(row);
                cells.map(row, COUNTS).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** The table with a row for each class and a column for each cluster. */
    static Contingency table(Memory memory) {
        return Contingency.of(memory.map(COUNTS));
    }
}
