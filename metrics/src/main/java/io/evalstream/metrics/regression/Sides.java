package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each distinct prediction came, and each distinct target: two distributions, whatever goes with what.
 *
 * @param cap largest number of distinct numbers of a side
 */
record Sides(int cap) implements Statistic {

    private static final List<Input> INPUTS = List.of(Input.PREDS, Input.TARGET);

    static MetricDefinition definition() {
        return MetricDefinition.of(
                        "wasserstein_distance",
                        arguments -> Metric.of(
                                arguments.metric(),
                                new Sides(arguments.integer("max_distinct")),
                                false,
                                Sides::distance))
                .scikitLearn("scipy.stats.wasserstein_distance")
                .summary("How far the distribution of the predictions is from that of the targets; exact.")
                .formula("∫ |F(x) − G(x)| dx for the shares F of predictions and G of targets up to x (torcheval's"
                        + " Wasserstein1D; Vallender, Theory of Probability and its Applications 18, 1974)")
                .undefinedWhen("there are more distinct numbers of a side than `max_distinct`")
                .parameters(List.of(RowMetrics.MAX_DISTINCT));
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("predictions", 1, cap), Slot.sparse("targets", 1, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return INPUTS.stream()
                .map(input -> Requirement.of(input, new Domain.Finite()))
                .toList();
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int side = 0; side < INPUTS.size(); side++) {
            NumberColumn numbers = batch.numbers(INPUTS.get(side));
            for (int row = 0; row < batch.size(); row++) {
                for (int i = numbers.start(row); batch.multiplicity(row) != 0 && i < numbers.end(row); i++) {
                    cells.map(row, side).add(OrderedBits.of(numbers.values()[i]), batch.multiplicity(row));
                }
            }
        }
    }

    private static Value distance(Memory memory) {
        TreeMap<Double, long[]> counts = new TreeMap<>();
        long[] totals = new long[INPUTS.size()];
        for (int side = 0; side < totals.length; side++) {
            int own = side;
            memory.map(side).forEach((key, from, count) -> {
                if (count > 0) {
                    counts.computeIfAbsent(OrderedBits.toDouble(key[from]), any -> new long[totals.length])[own] +=
                            count;
                    totals[own] += count;
                }
            });
        }
        if (totals[0] == 0 || totals[1] == 0) {
            return Value.undefined(Value.Code.EMPTY, "no number was counted on one side");
        }
        Dyadic area = Dyadic.ZERO;
        Dyadic ahead = Dyadic.ZERO;
        Dyadic last = Dyadic.ZERO;
        for (Map.Entry<Double, long[]> entry : counts.entrySet()) {
            Dyadic x = Dyadic.of(entry.getKey());
            area = area.plus(ahead.abs().times(x.minus(last)));
            ahead = ahead.plus(Dyadic.of(entry.getValue()[0]).times(totals[1]))
                    .minus(Dyadic.of(entry.getValue()[1]).times(totals[0]));
            last = x;
        }
        return Value.scalar(area.dividedBy(Dyadic.of(totals[0]).times(totals[1])));
    }
}
