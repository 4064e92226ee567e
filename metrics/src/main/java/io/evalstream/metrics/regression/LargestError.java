package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The largest magnitude of a difference between prediction and target, by output. */
record LargestError(Outputs outputs) implements PairStatistic {

    static final int LARGEST = 0;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.max("largest_error", outputs.width()));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < preds.length(row); i++) {
                double error = preds.values()[preds.start(row) + i] - targets.values()[targets.start(row) + i];
                cells.extremum(row, LARGEST, i * stride, Math.abs(error), multiplicity);
            }
        }
    }
}
