package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Exact sums of the second moments of weighted terms and their weights: how much a weighted mean may be off. */
public final class MeanSpread {

    private static final int SQUARES = 0;
    private static final int PRODUCTS = 1;
    private static final int WEIGHT_SQUARES = 2;
    private static final int TERMS = 3;

    private MeanSpread() {}

    /** The slots of a statistic that remembers the moments and nothing else. */
    public static List<Slot> slots() {
        return List.of(
                Slot.exactSum("squares"),
                Slot.exactSum("products"),
                Slot.exactSum("weight_squares"),
                Slot.counts("terms"));
    }

    /** Adds a term of a row. */
    public static void add(Cells cells, int row, double term, double weight, long multiplicity) {
        double weighted = term * weight;
        cells.sum(row, SQUARES, 0).addProduct(weighted, weighted, multiplicity);
        cells.sum(row, PRODUCTS, 0).addProduct(weighted, weight, multiplicity);
        cells.sum(row, WEIGHT_SQUARES, 0).addProduct(weight, weight, multiplicity);
        cells.count(row, TERMS, 0, weight == 0 ? 0 : multiplicity);
    }

    /**
     * The interval of a mean; null where {@link Confidence#mean} has none.
     *
     * @param spread what was remembered
     * @param weight the sum of the weights
     */
    public static @Nullable Interval interval(Memory spread, double mean, Dyadic weight, Confidence confidence) {
        return confidence.mean(
                mean,
                spread.sum(SQUARES),
                spread.sum(PRODUCTS),
                spread.sum(WEIGHT_SQUARES),
                weight,
                spread.count(TERMS));
    }
}
