package io.evalstream.metrics.aggregation;

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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums of the values times their weights, and of the weights. A value without a weight has weight 1. */
record WeightedSum(NanStrategy nan) implements Statistic {

    static final int WEIGHTED_VALUE = 0;
    static final int WEIGHT = 1;
    private static final int SEEN = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("weighted_value"), Slot.exactSum("weight"), Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.of(Input.VALUE, nan.domain()),
                Requirement.of(Input.WEIGHTS, nan.domain()).orAbsent());
    }

    /** The weights are one for the row, or have the value's last dimensions and are the same along the others. */
    @Override
    public @Nullable Rejection check(Row row) {
        if (row.cell(Input.WEIGHTS) instanceof Cell.Absent) {
            return null;
        }
        int[] value = row.numbers(Input.VALUE).shape();
        int[] weight = row.numbers(Input.WEIGHTS).shape();
        boolean fits = row.numbers(Input.WEIGHTS).values().length == 1
                || (weight.length <= value.length
                        && Arrays.equals(weight, 0, weight.length, value, value.length - weight.length, value.length));
        return fits
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "weights has the shape " + Arrays.toString(weight) + " and value " + Arrays.toString(value)
                                + "; expected one weight, or a shape that the value's ends with");
    }

    /** Takes a value of a row, and its weight. */
    @FunctionalInterface
    interface Taker {
        void take(int row, double value, double weight);
    }

    static double mean(Memory memory) {
        return memory.sum(WEIGHTED_VALUE).dividedBy(memory.sum(WEIGHT));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            cells.count(
                    row,
                    SEEN,
                    0,
                    batch.multiplicity(row) * batch.numbers(Input.VALUE).length(row));
        }
        forEach(batch, (row, value, weight) -> {
            long multiplicity = batch.multiplicity(row);
            cells.sum(row, WEIGHTED_VALUE, 0).addProduct(value, weight, multiplicity);
            cells.sum(row, WEIGHT, 0).add(weight, multiplicity);
        });
    }

    /** Hands out the values that stay, with their weights. */
    void forEach(Batch batch, Taker taker) {
        NumberColumn values = batch.numbers(Input.VALUE);
        NumberColumn weights = batch.numbers(Input.WEIGHTS);
        for (int row = 0; row < batch.size(); row++) {
            int weighted = weights.length(row);
            for (int i = 0; i < values.length(row); i++) {
                double value = values.values()[values.start(row) + i];
                double weight = weighted == 0 ? 1 : weights.values()[weights.start(row) + i % weighted];
                if (nan.keeps(value) && nan.keeps(weight)) {
                    if (nan instanceof NanStrategy.Replace replace && (Double.isNaN(value) || Double.isNaN(weight))) {
                        value = replace.by();
                        weight = 1;
                    }
                    taker.take(row, value, weight);
                }
            }
        }
    }
}
