package io.evalstream.metrics.classification;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of a few metrics, written as a test would say them. */
final class Rows {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Rows(MetricSet set) {
        this.set = set;
    }

    /** Of metrics that take the same arguments. */
    static Rows of(Map<String, ?> arguments, String... names) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        for (String name : names) {
            metrics.put(name, CATALOGUE.create(name, Map.of(), arguments));
        }
        return new Rows(MetricSet.of(metrics));
    }

    MetricSet set() {
        return set;
    }

    Rows row(double preds, double target) {
        return add(Cell.Numbers.scalar(preds, DataType.FLOAT64), Cell.Numbers.scalar(target, DataType.INT64));
    }

    Rows row(double[] preds, double target) {
        return add(Cell.Numbers.vector(preds, DataType.FLOAT64), Cell.Numbers.scalar(target, DataType.INT64));
    }

    Rows row(double[] preds, double[] target) {
        return add(Cell.Numbers.vector(preds, DataType.FLOAT64), Cell.Numbers.vector(target, DataType.INT64));
    }

    Rows row(double preds, double target, int group) {
        Row row = new Row(set.schema())
                .set(Input.PREDS, Cell.Numbers.scalar(preds, DataType.FLOAT64))
                .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64))
                .set(Input.GROUPS, Cell.Numbers.scalar(group, DataType.INT64));
        events.add(new Event(row, 1, 0, events.size()));
        return this;
    }

    Rows add(Cell.Numbers preds, Cell.Numbers target) {
        Row row = new Row(set.schema()).set(Input.PREDS, preds).set(Input.TARGET, target);
        events.add(new Event(row, 1, 0, events.size()));
        return this;
    }

    /** Takes a row back. */
    Rows retract(int index) {
        events.add(events.get(index).retracted());
        return this;
    }

    /** Why the schema turns a row away; null where it takes it. */
    @Nullable
    Rejection rejection(int index) {
        return set.schema().check(events.get(index).row());
    }

    State state() {
        return Fold.of(set, events);
    }

    Value value(String name) {
        Value value = set.compute(state()).get(name);
        if (value == null) {
            throw new IllegalArgumentException("no metric is reported as " + name);
        }
        return value;
    }

    double scalar(String name) {
        return ((Value.Scalar) value(name)).value();
    }

    double[] tensor(String name) {
        return ((Value.Tensor) value(name)).values();
    }
}
