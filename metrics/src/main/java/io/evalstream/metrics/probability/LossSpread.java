package io.evalstream.metrics.probability;

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

/** How much the mean of {@link LossSums} may be off. */
record LossSpread(LossSums losses) implements Statistic {

    @Override
    public List<Slot> slots() {
        return MeanSpread.slots();
    }

    @Override
    public List<Requirement> requirements() {
        return losses.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return losses.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        losses.forEach(
                batch, (row, truth, loss, weight) -> MeanSpread.add(cells, row, loss, weight, batch.multiplicity(row)));
    }
}
