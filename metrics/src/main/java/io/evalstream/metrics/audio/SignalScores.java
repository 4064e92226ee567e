package io.evalstream.metrics.audio;

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
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exact sum of the values of all rows, and their number. */
record SignalScores(RowScores scores) implements Statistic {

    private static final int SUM = 0;
    private static final int COUNT = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("count"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.of(Input.PREDS, new Domain.Finite()), Requirement.of(Input.TARGET, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Cell.Numbers target = row.numbers(Input.TARGET);
        int[] shape = preds.shape();
        String objection = Arrays.equals(shape, target.shape())
                ? scores.objection(shape)
                : "preds has the shape " + Arrays.toString(shape) + " and target " + Arrays.toString(target.shape())
                        + "; expected the same of both";
        if (objection == null && preds.values().length == 0) {
            objection = "preds and target have no samples; expected at least one";
        }
        return objection == null
                ? checkComparable(target.values(), shape)
                : new Rejection(Rejection.Reason.WRONG_WIDTH, objection);
    }

    private @Nullable Rejection checkComparable(double[] target, int[] shape) {
        SignalMeasure measure = scores.measure();
        int size = Signals.size(shape, shape.length - measure.dimensions());
        for (int i = 0; i < target.length / size; i++) {
            if (!measure.isComparable(Signals.part(target, i, size))) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "signal " + i + " of target is silent; expected " + measure.expected());
            }
        }
        return null;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            double[] values = scores.of(preds.row(row), target.row(row), preds.shape(row), preds.type(row));
            for (double value : values) {
                cells.sum(row, SUM, 0).add(value, batch.multiplicity(row));
            }
            cells.count(row, COUNT, 0, values.length * batch.multiplicity(row));
        }
    }

    static Value mean(Memory memory) {
        return Value.scalar(memory.sum(SUM).dividedBy(memory.count(COUNT)));
    }
}
