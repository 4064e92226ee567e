package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import io.evalstream.metrics.state.Unreadable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link TermSum} remembers, and the exact sum of the squares of the terms: how much a mean may be off. */
record TermMoments(Term term, Outputs outputs) implements PairStatistic {

    private static final int SQUARES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("count", outputs.width()),
                Slot.exactSum("sum", outputs.width()),
                Slot.exactSum("squares", outputs.width()));
    }

    @Override
    public List<Requirement> requirements() {
        return new TermSum(term, outputs).requirements();
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
                double value = term.of(preds.values()[pred + i], targets.values()[target + i], type);
                cells.count(row, TermSum.COUNT, output, multiplicity);
                cells.sum(row, TermSum.SUM, output).add(value, multiplicity);
                cells.sum(row, SQUARES, output).addProduct(value, value, multiplicity);
            }
        }
    }

    @Override
    public boolean covers(Statistic other) {
        return other.equals(new TermSum(term, outputs));
    }

    @Override
    public void project(Memory memory, Statistic covered, State into) {
        Layout.Place counts = into.layout().places().get(TermSum.COUNT);
        Layout.Place sums = into.layout().places().get(TermSum.SUM);
        for (int output = 0; output < outputs.width(); output++) {
            into.words()[counts.offset() + output] = memory.count(TermSum.COUNT, output);
            memory.addTo(TermSum.SUM, output, into.sum(sums.offset() + output));
        }
    }

    /** The interval of the mean of an output's terms; null where a term was past the range of doubles. */
    static @Nullable Interval interval(Memory memory, int output, Confidence confidence) {
        try {
            long count = memory.count(TermSum.COUNT, output);
            Dyadic sum = memory.sum(TermSum.SUM, output);
            Dyadic rows = Dyadic.of(count);
            double mean = sum.dividedBy(count);
            return confidence.mean(mean, memory.sum(SQUARES, output), sum, rows, rows, count);
        } catch (Unreadable notFinite) {
            // The mean of exact squares is defined where a square that is rounded is infinite.
            return null;
        }
    }
}
