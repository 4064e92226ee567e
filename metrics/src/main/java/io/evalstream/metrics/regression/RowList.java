package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of every row, in the order of the rows' positions.
 *
 * @param cap largest number of rows
 */
record RowList(RowTerm term, int cap) implements ColumnStatistic {

    private static final int VALUES = 0;
    /** Time and sequence of the row, and the bits of its number. */
    private static final int KEY_WORDS = 3;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("values", KEY_WORDS, cap));
    }

    @Override
    public ColumnSet columns() {
        return term;
    }

    @Override
    public boolean keepsRowsApart() {
        return true;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] numbers = RowSum.numbers(batch, term);
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                long[] key = {batch.time(row), batch.sequence(row), OrderedBits.of(numbers[row])};
                cells.map(row, VALUES).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    static Value read(Memory memory) {
        List<Double> values = new ArrayList<>();
        memory.map(VALUES).forEachSorted((key, from, count) -> {
            for (long i = 0; i < count; i++) {
                values.add(OrderedBits.toDouble(key[from + 2]));
            }
        });
        return values.isEmpty()
                ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                : Value.vector(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
