package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** How many predictions have a value, and how many have none. */
record Presence(Watched watched) implements Statistic {

    static final int COUNTS = 0;
    static final int PRESENT = 0;
    static final int MISSING = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("presence", 2));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(watched.requirement());
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            int index = watched.isMissing(batch, row) ? MISSING : PRESENT;
            cells.count(row, COUNTS, index, batch.multiplicity(row));
        }
    }
}
