package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The number of rows and the exact sum of their numbers. */
record RowSum(RowTerm term) implements ColumnStatistic {

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
        double[] numbers = numbers(batch, term);
        for (int row = 0; row < batch.size(); row++) {
            cells.count(row, COUNT, 0, batch.multiplicity(row));
            cells.sum(row, SUM, 0).add(numbers[row], batch.multiplicity(row));
        }
    }

    @Override
    public @Nullable Kernel kernel() {
        Expression number = term.expression();
        return number == null ? null : Kernel.byRow(Addition.count(COUNT, 0, null), Addition.sum(SUM, 0, number, null));
    }

    /** The numbers of a batch's rows, computed once for sums and lists of them. */
    static double[] numbers(Batch batch, RowTerm term) {
        return batch.derived(term, rows -> {
            NumberColumn left = rows.numbers(term.left().input());
            NumberColumn right = rows.numbers(term.right().input());
            double[] numbers = new double[rows.size()];
            for (int row = 0; row < numbers.length; row++) {
                numbers[row] =
                        term.of(left.values(), left.start(row), right.values(), right.start(row), left.length(row));
            }
            return numbers;
        });
    }
}
