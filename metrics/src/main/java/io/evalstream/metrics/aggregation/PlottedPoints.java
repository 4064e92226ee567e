package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.ExactSum;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of a curve, which come in any order.
 *
 * @param cap largest number of distinct points
 */
record PlottedPoints(int cap) implements Statistic {

    private static final Input X = Input.numbers("x", Input.Side.PREDICTION);
    private static final Input Y = Input.numbers("y", Input.Side.PREDICTION);
    private static final int POINTS = 0;

    static MetricDefinition definition() {
        return MetricDefinition.of(
                        "auc",
                        arguments -> Metric.of(
                                arguments.metric(),
                                new PlottedPoints(arguments.integer("max_distinct")),
                                null,
                                PlottedPoints::area))
                .scikitLearn("auc")
                .summary("Area under the curve through the points of all rows.")
                .formula(
                        "Σ (xᵢ − xᵢ₋₁)·(yᵢ + yᵢ₋₁)/2 over the points by ascending x, and by ascending y where x is equal")
                .undefinedWhen("there is one point; there are more distinct points than `max_distinct`")
                .parameters(List.of(Parameter.integer("max_distinct", 1 << 20, "largest number of distinct points")
                        .atLeast(1)));
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("points", 2, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.of(X, new Domain.Finite()), Requirement.of(Y, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        int[] x = row.numbers(X).shape();
        int[] y = row.numbers(Y).shape();
        return Arrays.equals(x, y)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "x has the shape " + Arrays.toString(x) + " and y " + Arrays.toString(y)
                                + "; expected the same shape");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn x = batch.numbers(X);
        NumberColumn y = batch.numbers(Y);
        long[] key = new long[2];
        for (int row = 0; row < batch.size(); row++) {
            for (int i = 0; batch.multiplicity(row) != 0 && i < x.length(row); i++) {
                key[0] = OrderedBits.of(x.values()[x.start(row) + i]);
                key[1] = OrderedBits.of(y.values()[y.start(row) + i]);
                cells.map(row, POINTS).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    private static Value area(Memory memory) {
        ExactSum twice = new ExactSum();
        double[] last = new double[2];
        int[] points = {0};
        memory.map(POINTS).forEachSorted((key, from, count) -> {
            if (count > 0) {
                double x = OrderedBits.toDouble(key[from]);
                double y = OrderedBits.toDouble(key[from + 1]);
                if (points[0]++ > 0) {
                    twice.addProduct(x, y, 1);
                    twice.addProduct(x, last[1], 1);
                    twice.addProduct(last[0], y, -1);
                    twice.addProduct(last[0], last[1], -1);
                }
                last[0] = x;
                last[1] = y;
            }
        });
        return points[0] < 2
                ? Value.undefined(Value.Code.TOO_FEW, "an area takes at least two distinct points")
                : Value.scalar(twice.value().dividedBy(2));
    }
}
