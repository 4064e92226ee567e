package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** How many rows have NaN in an output, in a column that a statistic reads. */
record NanRows(Statistic statistic, Output output) implements Statistic {

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("rows"));
    }

    @Override
    public List<Requirement> requirements() {
        return new Adapted(statistic, output).requirements();
    }

    @Override
    public Population population() {
        return statistic.population();
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            int at = row;
            List<Cell> adapted = statistic.requirements().stream()
                    .map(Requirement::input)
                    .map(input -> output.adapt(input, batch.cell(input, at)))
                    .toList();
            if (!output.counts(adapted)) {
                cells.count(row, 0, 0, batch.multiplicity(row));
            }
        }
    }
}
