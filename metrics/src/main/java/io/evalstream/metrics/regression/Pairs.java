package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How often each pair of prediction and target came, by output: what correlations of ranks are read from.
 *
 * @param cap largest number of distinct pairs of an output
 * @param realsOnly whether whole numbers by type are turned away, as TorchMetrics does for Spearman's coefficient
 */
record Pairs(Outputs outputs, int cap, boolean realsOnly) implements PairStatistic {

    private static final int KEY_WORDS = 2;

    @Override
    public List<Requirement> requirements() {
        return List.of(Outputs.ordered(Input.PREDS, outputs.width()), Outputs.ordered(Input.TARGET, outputs.width()));
    }

    @Override
    public List<Slot> slots() {
        return IntStream.range(0, outputs.width())
                .mapToObj(output -> Slot.sparse("pairs_" + output, KEY_WORDS, cap))
                .toList();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        for (Input input : List.of(Input.PREDS, Input.TARGET)) {
            Cell.Numbers numbers = row.numbers(input);
            if (realsOnly && numbers.type().isInteger()) {
                return new Rejection(
                        Rejection.Reason.WRONG_TYPE,
                        input.name() + " is of the type " + numbers.type()
                                + "; Spearman's coefficient takes float32 or float64, as which whole numbers rank the"
                                + " same");
            }
        }
        return PairStatistic.super.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        long[] key = new long[KEY_WORDS];
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < preds.length(row); i++) {
                key[0] = OrderedBits.of(preds.values()[preds.start(row) + i]);
                key[1] = OrderedBits.of(targets.values()[targets.start(row) + i]);
                cells.map(row, i).add(key, 0, multiplicity);
            }
        }
    }
}
