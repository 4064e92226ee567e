package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The exact sum of the values. That some were seen is counted apart, since their sum may be zero. */
record Total(NanStrategy nan) implements Statistic {

    static final int SUM = 0;
    private static final int SEEN = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.of(Input.VALUE, nan.domain()));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn values = batch.numbers(Input.VALUE);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = values.start(row); i < values.end(row); i++) {
                double value = values.values()[i];
                cells.count(row, SEEN, 0, multiplicity);
                if (nan.keeps(value)) {
                    cells.sum(row, SUM, 0).add(nan.taken(value), multiplicity);
                }
            }
        }
    }
}
