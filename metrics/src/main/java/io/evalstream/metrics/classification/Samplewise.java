package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counts of each row on its own, for one value per row. A row's key is its position and its counts, so rows are read
 * in order of position whatever the order in which they came, and a row that is retracted takes itself away.
 *
 * @param counts what is counted in a row
 * @param cap largest number of rows
 */
record Samplewise(CountStatistic counts, int cap) implements Statistic {

    private static final int POSITION = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("rows", POSITION + counts.words(), cap));
    }

    @Override
    public List<Requirement> requirements() {
        return counts.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection rejection = counts.check(row);
        int[] shape = row.numbers(Input.TARGET).shape();
        if (rejection == null && shape.length < counts.samplewiseRank()) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    Input.TARGET.name() + " has the shape " + Arrays.toString(shape)
                            + "; a value for each row (multidim_average: samplewise) takes rows of at least "
                            + counts.samplewiseRank() + " dimensions");
        }
        return rejection;
    }

    @Override
    public boolean keepsRowsApart() {
        return true;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        CountStatistic.RowCounter counter = counts.over(batch);
        long[] key = new long[POSITION + counts.words()];
        for (int row = 0; row < batch.size(); row++) {
            Arrays.fill(key, 0);
            key[0] = batch.time(row);
            key[1] = batch.sequence(row);
            counter.add(row, 1, key, POSITION);
            cells.map(row, 0).add(key, 0, batch.multiplicity(row));
        }
    }

    /** The outcomes of each row, in order of position. */
    List<List<Outcome>> rows(Memory memory) {
        List<List<Outcome>> rows = new ArrayList<>();
        memory.map(0).forEachSorted((key, from, count) -> {
            long[] words = Arrays.copyOfRange(key, from + POSITION, from + POSITION + counts.words());
            for (long i = 0; i < count; i++) {
                rows.add(counts.outcomes(words));
            }
        });
        return rows;
    }
}
