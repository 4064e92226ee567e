package io.evalstream.metrics.nominal;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the raters of a subject say, in sums over the subjects: ratings by category, squared ratings, and subjects by number
 * of raters.
 *
 * @param scored whether a row holds each rater's score for each category, [categories, raters], of which the highest is the
 *     rating; else it holds the number of ratings of each category
 * @param cap largest number of categories, and of different numbers of raters
 */
record Ratings(boolean scored, int cap) implements Statistic {

    static final Input RATINGS = Input.numbers("ratings", Input.Side.PREDICTION);

    private static final int CATEGORIES = 0;
    private static final int RATERS = 1;
    private static final int SQUARES = 2;

    /** What TorchMetrics adds to the divisor. */
    private static final double EPSILON = 1e-5;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.sparse("categories", 1, cap), Slot.sparse("raters", 1, cap), Slot.exactSum("squared_ratings"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.of(RATINGS, scored ? new Domain.Finite() : new Domain.Whole(0, Domain.Whole.LARGEST)));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers ratings = row.numbers(RATINGS);
        String expected = scored
                ? "scores of a float type with the shape [categories, raters]"
                : "the number of ratings of each category";
        if (scored && ratings.type().isInteger()) {
            return new Rejection(Rejection.Reason.WRONG_TYPE, "ratings holds whole numbers; expected " + expected);
        }
        return ratings.shape().length == (scored ? 2 : 1) && ratings.values().length > 0
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "ratings has the shape " + Arrays.toString(ratings.shape()) + "; expected " + expected);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn ratings = batch.numbers(RATINGS);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            if (multiplicity != 0) {
                double[] counts = scored ? counted(ratings, row) : ratings.row(row);
                long raters = 0;
                for (int category = 0; category < counts.length; category++) {
                    long count = (long) counts[category];
                    raters += count;
                    cells.map(row, CATEGORIES).add(category, count * multiplicity);
                    cells.sum(row, SQUARES, 0).addProduct(counts[category], counts[category], multiplicity);
                }
                cells.map(row, RATERS).add(raters, multiplicity);
            }
        }
    }

    /**
     * Fleiss' kappa. Where subjects have different numbers of raters, the largest is taken for all, as in TorchMetrics.
     */
    static Value kappa(Memory memory) {
        long[] subjects = {0};
        long[] raters = {0};
        memory.map(RATERS).forEachSorted((key, from, count) -> {
            if (count > 0) {
                subjects[0] += count;
                raters[0] = key[from];
            }
        });
        if (subjects[0] == 0) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        if (raters[0] < 2) {
            return Value.undefined(Value.Code.TOO_FEW, "no subject has two ratings, so none can agree");
        }
        Dyadic ratings = Dyadic.of(subjects[0]).times(raters[0]);
        double observed = memory.sum(SQUARES).minus(ratings).dividedBy(ratings.times(raters[0] - 1));
        Dyadic[] squares = {Dyadic.ZERO};
        memory.map(CATEGORIES)
                .forEachSorted((key, from, count) ->
                        squares[0] = squares[0].plus(Dyadic.of(count).squared()));
        double expected = squares[0].dividedBy(ratings.squared());
        return Value.scalar((observed - expected) / (1 - expected + EPSILON));
    }

    private static double[] counted(NumberColumn scores, int row) {
        int categories = scores.shape(row)[0];
        int raters = scores.shape(row)[1];
        double[] counts = new double[categories];
        for (int rater = 0; rater < raters; rater++) {
            int first = scores.start(row) + rater;
            int best = 0;
            for (int category = 1; category < categories; category++) {
                if (scores.values()[first + category * raters] > scores.values()[first + best * raters]) {
                    best = category;
                }
            }
            counts[best]++;
        }
        return counts;
    }
}
