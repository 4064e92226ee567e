package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A metric, the rows that it was told, and what it says of them. */
final class Told {

    final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Told(Metric metric) {
        set = MetricSet.of(Map.of("it", metric));
    }

    static Told of(String metric, Map<String, ?> arguments) {
        return new Told(Catalogue.discover().create(metric, arguments, Map.of()));
    }

    /** A row whose predictions and target are so many numbers each; one number stands alone. */
    Told row(double[] preds, double... target) {
        events.add(new Event(toRow(preds, target), 1, 0, events.size()));
        return this;
    }

    /** A row that weighs so much. */
    Told weighted(double weight, double[] preds, double... target) {
        Row row = toRow(preds, target).set(Input.WEIGHTS, Cell.Numbers.scalar(weight, DataType.FLOAT64));
        events.add(new Event(row, 1, 0, events.size()));
        return this;
    }

    Told row(double preds, double target) {
        return row(new double[] {preds}, target);
    }

    @Nullable
    Rejection rejection(double[] preds, double... target) {
        return set.schema().check(toRow(preds, target));
    }

    State state() {
        return Fold.of(set, events);
    }

    Value value() {
        return Objects.requireNonNull(set.compute(state()).get("it"));
    }

    private Row toRow(double[] preds, double... target) {
        return new Row(set.schema()).set(Input.PREDS, cell(preds)).set(Input.TARGET, cell(target));
    }

    private static Cell cell(double[] values) {
        return values.length == 1
                ? Cell.Numbers.scalar(values[0], DataType.FLOAT64)
                : Cell.Numbers.vector(values, DataType.FLOAT64);
    }
}
