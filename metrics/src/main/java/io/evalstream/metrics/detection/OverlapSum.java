package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exact sum of the overlaps of all pairs that count, and their number. */
record OverlapSum(PairOverlaps pairs) implements Statistic {

    private static final int SUM = 0;
    private static final int COUNT = 1;
    private static final int IMAGES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("count"), Slot.counts("images"));
    }

    @Override
    public List<Requirement> requirements() {
        return PairOverlaps.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return PairOverlaps.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            int image = row;
            long multiplicity = batch.multiplicity(row);
            pairs.forEach(batch, row, (overlap, trueClass) -> {
                cells.sum(image, SUM, 0).add(overlap, multiplicity);
                cells.count(image, COUNT, 0, multiplicity);
            });
            cells.count(row, IMAGES, 0, multiplicity);
        }
    }

    /** The mean; 0 where no pair counts. */
    static Value mean(Memory memory) {
        long count = memory.count(COUNT);
        return Value.scalar(count == 0 ? 0 : memory.sum(SUM).dividedBy(count));
    }
}
