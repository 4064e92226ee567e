package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One metric of the catalogue and the rows that it has seen. */
final class Seen {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new RankingFamily()));

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Seen(MetricSet set) {
        this.set = set;
    }

    static Seen by(String metric, Map<String, ? extends @Nullable Object> arguments) {
        return new Seen(MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of()))));
    }

    /** Adds binary rows. */
    Seen binary(double[] preds, int... target) {
        for (int i = 0; i < preds.length; i++) {
            row(new double[] {preds[i]}, new int[0], new double[] {target[i]}, new int[0], 1);
        }
        return this;
    }

    /** Adds a row of class scores. */
    Seen classes(int target, double... preds) {
        return row(preds, new int[] {preds.length}, new double[] {target}, new int[0], 1);
    }

    /** Adds a row of label scores. */
    Seen labels(double[] preds, double... target) {
        return row(preds, new int[] {preds.length}, target, new int[] {target.length}, 1);
    }

    Seen retracted(double pred, int target) {
        return row(new double[] {pred}, new int[0], new double[] {target}, new int[0], -1);
    }

    Seen row(double[] preds, int[] predsShape, double[] target, int[] targetShape, int multiplicity) {
        Row row = row(preds, predsShape, target, targetShape);
        Rejection rejection = set.schema().check(row);
        if (rejection != null) {
            throw new IllegalArgumentException(rejection.message());
        }
        events.add(new Event(row, multiplicity, 0, events.size()));
        return this;
    }

    @Nullable
    Rejection rejection(double[] preds, int[] predsShape, double[] target, int[] targetShape) {
        return set.schema().check(row(preds, predsShape, target, targetShape));
    }

    Value value() {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    double number() {
        return ((Value.Scalar) value()).value();
    }

    /** A vector of a named value. */
    double[] part(String name) {
        return ((Value.Tensor)
                        Objects.requireNonNull(((Value.Named) value()).values().get(name)))
                .values();
    }

    private Row row(double[] preds, int[] predsShape, double[] target, int[] targetShape) {
        return new Row(set.schema())
                .set(Input.PREDS, new Cell.Numbers(preds, DataType.FLOAT64, predsShape))
                .set(Input.TARGET, new Cell.Numbers(target, DataType.INT64, targetShape));
    }
}
