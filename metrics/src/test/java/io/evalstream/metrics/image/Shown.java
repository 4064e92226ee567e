package io.evalstream.metrics.image;

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
import java.util.Random;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** One metric of the family, and the rows that it was shown. */
final class Shown {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();

    private Shown(MetricSet set) {
        this.set = set;
    }

    static Shown to(String metric, Map<String, ?> arguments) {
        return new Shown(MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of()))));
    }

    /** An image, row-major. */
    static Cell image(int[] shape, double... values) {
        return new Cell.Numbers(values, DataType.FLOAT64, shape);
    }

    /** An image of numbers from 0 to 1 that look random. */
    static Cell noise(long seed, int... shape) {
        int length = 1;
        for (int dimension : shape) {
            length *= dimension;
        }
        return image(shape, new Random(seed).doubles(length).toArray());
    }

    /** A pair of images. */
    Shown pair(Cell preds, Cell target) {
        return row(Map.of(Input.PREDS, preds, Input.TARGET, target));
    }

    /** The features of an image. */
    Shown features(boolean real, double... features) {
        return row(features(real, DataType.FLOAT64, features));
    }

    /** Takes the last row back. */
    Shown butNotThat() {
        events.add(events.get(events.size() - 1).retracted());
        return this;
    }

    Shown row(Map<Input, Cell> cells) {
        Row row = rowOf(cells);
        Assertions.assertThat(set.schema().check(row)).isNull();
        events.add(new Event(row, 1, 0, events.size()));
        return this;
    }

    /** Why a row is turned away; null where it is not. */
    @Nullable
    Rejection rejection(Map<Input, Cell> cells) {
        return set.schema().check(rowOf(cells));
    }

    private Row rowOf(Map<Input, Cell> cells) {
        Row row = new Row(set.schema());
        cells.forEach(row::set);
        return row;
    }

    static Map<Input, Cell> features(boolean real, DataType type, double... features) {
        return Map.of(
                Features.FEATURES,
                Cell.Numbers.vector(features, type),
                Features.REAL,
                Cell.Numbers.scalar(real ? 1 : 0, DataType.BOOL));
    }

    Value value() {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    double number() {
        return ((Value.Scalar) value()).value();
    }

    Value part(String name) {
        return Objects.requireNonNull(((Value.Named) value()).values().get(name), name);
    }

    Value.Code whyUndefined() {
        return ((Value.Undefined) value()).code();
    }
}
