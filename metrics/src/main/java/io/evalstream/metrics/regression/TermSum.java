package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The number of values and the exact sum of a term of each, by output. */
record TermSum(Term term, Outputs outputs) implements PairStatistic {

    static final int COUNT = 0;
    static final int SUM = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("count", outputs.width()), Slot.exactSum("sum", outputs.width()));
    }

    @Override
    public List<Requirement> requirements() {
        int width = outputs instanceof Outputs.Each each ? each.width() : 0;
        return List.of(
                new Requirement(Input.PREDS, width, term.predictions(), false),
                new Requirement(Input.TARGET, width, term.targets(), false));
    }

    @Override
    public @Nullable Kernel kernel() {
        int width = outputs.width();
        return ofVectors((preds, targets) -> {
            Expression terms = term.of(preds, targets);
            return terms == null ? List.of() : List.of(Addition.counts(COUNT, width), Addition.sums(SUM, width, terms));
        });
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        int stride = outputs.stride();
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            DataType type = preds.type(row);
            int pred = preds.start(row);
            int target = targets.start(row);
            for (int i = 0; i < preds.length(row); i++) {
                int output = i * stride;
                cells.count(row, COUNT, output, multiplicity);
                double value = term.of(preds.values()[pred + i], targets.values()[target + i], type);
                cells.sum(row, SUM, output).add(value, multiplicity);
            }
        }
    }
}
