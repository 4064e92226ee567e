package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** A statistic whose memory is one run of counts, from which the outcomes of each class are read. */
interface CountStatistic extends ColumnStatistic {

    /**
     * Adds what a row of a batch counts to the words that start at {@code at}, times its multiplicity; a weight of the row
     * would multiply it too.
     */
    @FunctionalInterface
    interface RowCounter {
        void add(int row, long multiplicity, long[] words, int at);
    }

    /** Number of counts. */
    int words();

    /** Resolves columns once, so that counting a row only counts. */
    RowCounter over(Batch batch);

    /** The outcomes of each class, or of all classes together where that is all that was counted. */
    List<Outcome> outcomes(long[] words);

    /** Dimensions that the target of one row needs if the row is to have a value of its own. */
    int samplewiseRank();

    @Override
    default void update(Batch batch, Cells cells) {
        RowCounter counter = over(batch);
        int at = cells.offset(0);
        for (int row = 0; row < batch.size(); row++) {
            counter.add(row, batch.multiplicity(row), cells.words(row), at);
        }
    }

    @Override
    default List<Slot> slots() {
        return List.of(Slot.counts("counts", words()));
    }
}
