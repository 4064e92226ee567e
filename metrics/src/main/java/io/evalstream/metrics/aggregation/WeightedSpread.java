package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.MeanSpread;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much the mean of {@link WeightedSum} may be off. */
record WeightedSpread(WeightedSum sums) implements Statistic {

    @Override
    public List<Slot> slots() {
        return MeanSpread.slots();
    }

    @Override
    public List<Requirement> requirements() {
        return sums.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return sums.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        sums.forEach(batch, (row, value, weight) -> MeanSpread.add(cells, row, value, weight, batch.multiplicity(row)));
    }
}
