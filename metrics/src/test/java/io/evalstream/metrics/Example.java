package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One metric of the catalogue, and the rows of an example. */
final class Example {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Example(MetricSet set) {
        this.set = set;
    }

    static Example of(String metric, Map<String, ?> arguments) {
        return new Example(MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of()))));
    }

    /** Rows of one prediction and one target each; targets that are all whole are of a whole type. */
    Example rows(double[] preds, double[] target) {
        for (int i = 0; i < preds.length; i++) {
            row(new double[] {preds[i]}, new int[0], new double[] {target[i]}, new int[0]);
        }
        return this;
    }

    /** Rows of class indices. */
    Example labels(double[] preds, double[] target) {
        for (int i = 0; i < preds.length; i++) {
            add(Map.of(
                    Input.PREDS, Cell.Numbers.scalar(preds[i], DataType.INT64),
                    Input.TARGET, Cell.Numbers.scalar(target[i], DataType.INT64)));
        }
        return this;
    }

    /** A row of several scores, and a target of one class or of as many elements. */
    Example vector(double[] preds, double... target) {
        int[] shape = target.length == 1 ? new int[0] : new int[] {target.length};
        return row(preds, new int[] {preds.length}, target, shape);
    }

    /** A row of another column than predictions and targets, or of several. */
    Example add(Map<Input, Cell> cells) {
        return at(cells, 0);
    }

    Example at(Map<Input, Cell> cells, long time) {
        Row row = new Row(set.schema());
        cells.forEach(row::set);
        assertThat(set.schema().check(row)).isNull();
        events.add(new Event(row, 1, time, events.size()));
        return this;
    }

    private Example row(double[] preds, int[] predsShape, double[] target, int[] targetShape) {
        boolean whole = java.util.Arrays.stream(target).allMatch(one -> one == Math.rint(one));
        return add(Map.of(
                Input.PREDS, new Cell.Numbers(preds, DataType.FLOAT64, predsShape),
                Input.TARGET, new Cell.Numbers(target, whole ? DataType.INT64 : DataType.FLOAT64, targetShape)));
    }

    Value value() {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    double number() {
        return ((Value.Scalar) value()).value();
    }

    Interval interval() {
        return Objects.requireNonNull(((Value.Scalar) value()).interval());
    }

    /** A part of a named value; a path of names. */
    Value part(String... path) {
        Value part = value();
        for (String name : path) {
            part = Objects.requireNonNull(((Value.Named) part).values().get(name), name);
        }
        return part;
    }

    double numberOf(String... path) {
        return ((Value.Scalar) part(path)).value();
    }

    double[] numbersOf(String... path) {
        return ((Value.Tensor) (path.length == 0 ? value() : part(path))).values();
    }
}
