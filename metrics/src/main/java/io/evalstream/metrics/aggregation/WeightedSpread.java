package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums of the second moments of weighted values and weights: how much the mean of {@link WeightedSum} may be off. */
record WeightedSpread(WeightedSum sums) implements Statistic {

    private static final int SQUARES = 0;
    private static final int PRODUCTS = 1;
    private static final int WEIGHT_SQUARES = 2;
    private static final int VALUES = 3;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.exactSum("squares"),
                Slot.exactSum("products"),
                Slot.exactSum("weight_squares"),
                Slot.counts("values"));
    }

    @Override
    public List<Requirement> requirements() {
        return sums.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return sums.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        sums.forEach(batch, (row, value, weight) -> {
            long multiplicity = batch.multiplicity(row);
            double weighted = value * weight;
            cells.sum(row, SQUARES, 0).addProduct(weighted, weighted, multiplicity);
            cells.sum(row, PRODUCTS, 0).addProduct(weighted, weight, multiplicity);
            cells.sum(row, WEIGHT_SQUARES, 0).addProduct(weight, weight, multiplicity);
            cells.count(row, VALUES, 0, weight == 0 ? 0 : multiplicity);
        });
    }

    /** The interval of a mean. */
    static @Nullable Interval interval(Memory spread, double mean, Dyadic weight, Confidence confidence) {
        return confidence.mean(
                mean,
                spread.sum(SQUARES),
                spread.sum(PRODUCTS),
                spread.sum(WEIGHT_SQUARES),
                weight,
                spread.count(VALUES));
    }
}
