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
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The number of vectors, and the exact sums of their elements and of the products of each two. */
record CrossMoments(int features) implements Statistic {

    private static final int COUNT = 0;
    private static final int SUMS = 1;
    private static final int PRODUCTS = 2;

    static MetricDefinition definition() {
        return MetricDefinition.of("covariance", arguments -> {
                    CrossMoments moments = new CrossMoments(arguments.integer("num_features"));
                    return Metric.of(arguments.metric(), moments, null, moments::read);
                })
                .scikitLearn("numpy.cov")
                .summary("Covariance matrix of vectors of values.")
                .formula("(Σxy − Σx·Σy/n)/(n − 1) for each two elements x and y (torcheval's Covariance), from exact"
                        + " sums: no offset of the data hurts")
                .undefinedWhen("there are fewer than two rows")
                .parameters(List.of(Parameter.integer("num_features", null, "length of a vector")
                        .within(1, 512)
                        .mustBeGiven()));
    }

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("count"),
                Slot.exactSum("sums", features),
                Slot.exactSum("products", features * (features + 1) / 2));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.wide(Input.VALUE, features, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        int elements = row.numbers(Input.VALUE).values().length;
        return elements == features
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "value has " + elements + " elements; expected a vector of " + features);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn values = batch.numbers(Input.VALUE);
        for (int row = 0; row < batch.size(); row++) {
            cells.count(row, COUNT, 0, batch.multiplicity(row));
            int from = values.start(row);
            int product = 0;
            for (int i = 0; i < features; i++) {
                double x = values.values()[from + i];
                cells.sum(row, SUMS, i).add(x, batch.multiplicity(row));
                for (int j = 0; j <= i; j++) {
                    cells.sum(row, PRODUCTS, product++)
                            .addProduct(x, values.values()[from + j], batch.multiplicity(row));
                }
            }
        }
    }

    private Value read(Memory memory) {
        long count = memory.count(COUNT);
        if (count < 2) {
            return Value.undefined(Value.Code.TOO_FEW, "a covariance takes at least two rows");
        }
        double[] matrix = new double[features * features];
        Dyadic pairs = Dyadic.of(count).times(count - 1);
        int product = 0;
        for (int i = 0; i < features; i++) {
            for (int j = 0; j <= i; j++) {
                double covariance = memory.sum(PRODUCTS, product++)
                        .times(count)
                        .minus(memory.sum(SUMS, i).times(memory.sum(SUMS, j)))
                        .dividedBy(pairs);
                matrix[i * features + j] = covariance;
                matrix[j * features + i] = covariance;
            }
        }
        return Value.matrix(features, features, matrix);
    }
}
