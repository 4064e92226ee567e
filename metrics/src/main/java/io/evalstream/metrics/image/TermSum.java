package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** How many numbers the rows contributed, and the exact sum of the rows' totals. */
record TermSum(ImageTerm term) implements ColumnStatistic {

    static final int COUNT = 0;
    static final int SUM = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("count"), Slot.exactSum("sum"));
    }

    @Override
    public ColumnSet columns() {
        return term;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            double[] numbers = term.of(batch, row).values();
            double total = 0;
            for (double number : numbers) {
                total += number;
            }
            cells.count(row, COUNT, 0, numbers.length * batch.multiplicity(row));
            cells.sum(row, SUM, 0).add(total, batch.multiplicity(row));
        }
    }
}
