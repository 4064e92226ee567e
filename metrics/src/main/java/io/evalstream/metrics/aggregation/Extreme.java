package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Merge;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The smallest or the largest value. Values that were NaN are counted: where they are not left out, they win. */
record Extreme(Merge merge, NanStrategy nan) implements Statistic {

    private static final int EXTREME = 0;
    private static final int SEEN = 1;
    private static final int NANS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(
                merge == Merge.MIN ? Slot.min("smallest") : Slot.max("largest"),
                Slot.counts("seen"),
                Slot.counts("nans"));
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
            for (int i = values.start(row); multiplicity != 0 && i < values.end(row); i++) {
                double value = nan.taken(values.values()[i]);
                cells.count(row, SEEN, 0, multiplicity);
                if (!Double.isNaN(value)) {
                    cells.extremum(row, EXTREME, 0, value, multiplicity);
                } else if (nan.keeps(value)) {
                    cells.count(row, NANS, 0, multiplicity);
                }
            }
        }
    }

    static Value read(Memory memory) {
        if (memory.count(NANS) != 0) {
            return Value.undefined(Value.Code.NON_FINITE, memory.count(NANS) + " values were NaN");
        }
        return memory.hasExtremum(EXTREME, 0)
                ? Value.scalar(memory.extremum(EXTREME, 0))
                : Value.undefined(Value.Code.TOO_FEW, "every value was NaN and left out");
    }
}
