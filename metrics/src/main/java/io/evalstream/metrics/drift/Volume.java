package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** How many predictions there are. */
record Volume() implements Statistic {

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("predictions"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of();
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            cells.count(row, 0, 0, batch.multiplicity(row));
        }
    }
}
