package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The smallest and the largest target, by output. */
record TargetRange(Outputs outputs) implements PairStatistic {

    private static final int SMALLEST = 0;
    private static final int LARGEST = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.min("smallest", outputs.width()), Slot.max("largest", outputs.width()));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < targets.length(row); i++) {
                double target = targets.values()[targets.start(row) + i];
                cells.extremum(row, SMALLEST, i * stride, target, multiplicity);
                cells.extremum(row, LARGEST, i * stride, target, multiplicity);
            }
        }
    }

    /** Largest minus smallest target of an output. */
    static double width(Memory memory, int output) {
        return memory.extremum(LARGEST, output) - memory.extremum(SMALLEST, output);
    }
}
