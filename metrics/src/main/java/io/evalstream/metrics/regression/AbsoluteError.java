package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The number of values and the exact sum of the absolute errors, by output. */
record AbsoluteError(Outputs outputs) implements PairStatistic {

    static final int COUNT = 0;
    static final int ABSOLUTE_ERROR = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("count", outputs.width()), Slot.exactSum("absolute_error", outputs.width()));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            int pred = preds.start(row);
            int target = targets.start(row);
            for (int i = 0; i < preds.length(row); i++) {
                int output = i * stride;
                cells.count(row, COUNT, output, multiplicity);
                Residual.addMagnitude(
                        cells.sum(row, ABSOLUTE_ERROR, output),
                        preds.values()[pred + i],
                        targets.values()[target + i],
                        multiplicity);
            }
        }
    }

    @Override
    public @Nullable Kernel kernel() {
        int width = outputs.width();
        return ofVectors((preds, targets) -> Stream.concat(
                        Stream.of(Addition.counts(COUNT, width)),
                        Residual.magnitudes(ABSOLUTE_ERROR, width, preds, targets))
                .toList());
    }

    @Override
    public boolean covers(Statistic other) {
        return !equals(other) && other instanceof AbsoluteError errors && outputs.tells(errors.outputs);
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        SquaredError.project(memory, COUNT, ABSOLUTE_ERROR, outputs.width(), covered, into);
    }
}
