package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many predictions have which value. NaN is no value; predictions without one are counted apart. */
record Distribution(Watched watched, Bins bins) implements Statistic {

    static final int COUNTS = 0;
    static final int MISSING = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("counts", 1, bins.cap()), Slot.counts("missing"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(watched.requirement());
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            if (multiplicity == 0) {
                continue;
            }
            if (watched.isMissing(batch, row)) {
                cells.count(row, MISSING, 0, multiplicity);
            } else {
                cells.map(row, COUNTS).add(bin(batch, row), multiplicity);
            }
        }
    }

    /** The bin of a row that has a value. */
    long bin(Batch batch, int row) {
        if (watched instanceof Watched.Numeric numeric && bins instanceof Bins.OfNumbers ofNumbers) {
            return ofNumbers.index(numeric.number(batch, row));
        }
        return Bins.Categories.index(String.valueOf(word(batch, row)));
    }

    /** The word of a row; null where it has none or numbers are watched. */
    @Nullable
    String word(Batch batch, int row) {
        return watched instanceof Watched.Categorical categorical ? categorical.word(batch, row) : null;
    }

    /** What is counted, and how, for people; equal where counts can be compared. */
    String inWords() {
        return watched.inWords() + " by " + bins.inWords();
    }
}
