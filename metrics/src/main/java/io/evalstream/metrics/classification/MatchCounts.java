package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import java.util.List;

/** How much could match, and how much did. */
interface MatchCounts extends CountStatistic {

    int MATCHES = 0;
    int ALL = 1;

    @Override
    default int words() {
        return 2;
    }

    @Override
    default void update(Batch batch, Cells cells) {
        RowCounter counter = over(batch);
        int at = cells.offset(0);
        for (int row = 0; row < batch.size(); row++) {
            counter.add(row, batch.multiplicity(row), cells.words(row), at);
        }
    }

    /** One outcome: matches are true positives, the rest false negatives. */
    @Override
    default List<Outcome> outcomes(long[] words) {
        return List.of(new Outcome(words[MATCHES], 0, 0, words[ALL] - words[MATCHES]));
    }
}
