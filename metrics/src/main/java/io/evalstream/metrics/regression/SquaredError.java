package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The number of values and the exact sum of the squared errors, by output. */
record SquaredError(Outputs outputs) implements PairStatistic {

    static final int COUNT = 0;
    static final int SQUARED_ERROR = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("count", outputs.width()), Slot.exactSum("squared_error", outputs.width()));
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
                Residual.addSquare(
                        cells.sum(row, SQUARED_ERROR, output),
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
                        Residual.squares(SQUARED_ERROR, width, preds, targets))
                .toList());
    }

    @Override
    public boolean covers(Statistic other) {
        return !equals(other) && other instanceof SquaredError errors && outputs.tells(errors.outputs);
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        project(memory, COUNT, SQUARED_ERROR, outputs.width(), covered, into);
    }

    /** Fills a state of a covered statistic of this kind from slots that count and sum the same for some outputs. */
    static void project(Memory memory, int count, int sum, int width, Statistic covered, State into) {
        Layout.Place counts = into.layout().places().get(COUNT);
        Layout.Place sums = into.layout().places().get(SQUARED_ERROR);
        int stride = ((PairStatistic) covered).outputs().stride();
        for (int output = 0; output < width; output++) {
            into.words()[counts.offset() + output * stride] += memory.count(count, output);
            ExactSum target = into.sum(sums.offset() + output * stride);
            memory.addTo(sum, output, target);
        }
    }
}
