package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The number of elements of all rows, and the exact sum of the rows' squared errors. */
record SquaredErrors(DataRange range) implements Statistic {

    private static final int COUNT = 0;
    private static final int SUM = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("count"), Slot.exactSum("squared_error"));
    }

    @Override
    public List<Requirement> requirements() {
        return ImagePair.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        return preds.values().length == 0
                ? Rejection.wrongShape(Input.PREDS, preds, "at least one element")
                : ImagePair.differentShapes(row, Input.PREDS, Input.TARGET);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            int length = preds.length(row);
            double sum = sum(preds.values(), preds.start(row), target.values(), target.start(row), length, range);
            cells.count(row, COUNT, 0, length * batch.multiplicity(row));
            cells.sum(row, SUM, 0).add(sum, batch.multiplicity(row));
        }
    }

    private static double sum(
            double[] preds, int predsFrom, double[] target, int targetFrom, int length, DataRange range) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double error = range.clamp(preds[predsFrom + i]) - range.clamp(target[targetFrom + i]);
            sum += error * error;
        }
        return sum;
    }

    static double mean(Memory memory) {
        return memory.sum(SUM).dividedBy(memory.count(COUNT));
    }
}
