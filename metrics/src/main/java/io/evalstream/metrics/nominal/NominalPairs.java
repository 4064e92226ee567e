package io.evalstream.metrics.nominal;

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
 * How often each category of the target came with each of the prediction. A column holds a category, or a score for each,
 * the highest of which is the category.
 *
 * @param classes number of categories
 * @param replacement the category that a NaN stands for, or null where its row does not count
 * @param cap largest number of distinct pairs
 */
record NominalPairs(int classes, @Nullable Integer replacement, int cap) implements Statistic {

    private static final int COUNTS = 0;
    private static final int NONE = -1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("pairs", 2, cap));
    }

    @Override
    public List<Requirement> requirements() {
        // A NaN is for nan_strategy to judge, so the numbers are checked with the shapes.
        return List.of(Requirement.of(Input.PREDS, new Domain.Any()), Requirement.of(Input.TARGET, new Domain.Any()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection rejection = check(Input.PREDS, row.numbers(Input.PREDS));
        return rejection == null ? check(Input.TARGET, row.numbers(Input.TARGET)) : rejection;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        long[] key = new long[2];
        for (int row = 0; row < batch.size(); row++) {
            key[0] = category(targets, row);
            key[1] = category(preds, row);
            if (key[0] != NONE && key[1] != NONE && batch.multiplicity(row) != 0) {
                cells.map(row, COUNTS).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** The table with a row for each category of the target. */
    static Contingency table(Memory memory) {
        return Contingency.of(memory.map(COUNTS));
    }

    private int category(NumberColumn column, int row) {
        int[] shape = column.shape(row);
        if (shape.length == 1) {
            return highest(column.values(), column.start(row), column.end(row));
        }
        double value = column.scalar(row);
        if (Double.isNaN(value)) {
            return replacement == null ? NONE : replacement;
        }
        return (int) value;
    }

    private @Nullable Rejection check(Input input, Cell.Numbers cell) {
        if (cell.shape().length > 1 || cell.values().length == 0 || cell.values().length > classes) {
            return Rejection.wrongShape(input, cell, "a category, or scores of at most " + classes + " (num_classes)");
        }
        double value = cell.values()[0];
        boolean isCategory = value >= 0 && value < classes && value == Math.rint(value);
        if (cell.shape().length == 1 || isCategory || Double.isNaN(value)) {
            return null;
        }
        return new Rejection(
                Rejection.Reason.OUT_OF_RANGE,
                input.name() + " holds " + value + "; expected a category from 0 to " + (classes - 1) + ", or NaN");
    }

    /** The place of the highest score, the first of equal ones; a NaN is the highest, as for TorchMetrics' argmax. */
    private static int highest(double[] scores, int from, int end) {
        int best = from;
        for (int i = from + 1; i < end; i++) {
            if (Double.compare(scores[i] + 0.0, scores[best] + 0.0) > 0) {
                best = i;
            }
        }
        return best - from;
    }
}
