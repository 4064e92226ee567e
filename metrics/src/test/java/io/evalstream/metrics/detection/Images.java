package io.evalstream.metrics.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Images for a metric, and what it says of them. Each row goes through the bytes in which rows travel. */
final class Images {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    private final MetricSet set;
    private final List<Event> events = new ArrayList<>();
    private final Map<Input, Cell> cells = new HashMap<>();

    Images(String metric, Map<String, ?> arguments) {
        set = MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of())));
    }

    /** Boxes of one side of the next image. */
    Images boxes(ObjectColumns side, double[]... boxes) {
        cells.put(
                side.boxes(),
                new Cell.Numbers(
                        Arrays.stream(boxes).flatMapToDouble(Arrays::stream).toArray(),
                        DataType.FLOAT64,
                        new int[] {boxes.length, ObjectColumns.CORNERS}));
        return this;
    }

    Images labels(ObjectColumns side, double... labels) {
        return column(side.labels(), DataType.INT64, new int[] {labels.length}, labels);
    }

    Images scores(double... scores) {
        return column(ObjectColumns.SCORES, DataType.FLOAT64, new int[] {scores.length}, scores);
    }

    Images column(Input input, DataType type, int[] shape, double... values) {
        cells.put(input, new Cell.Numbers(values, type, shape));
        return this;
    }

    /** Ends an image that must be taken. */
    Images image() {
        Row row = row();
        assertThat(set.schema().check(row)).isNull();
        events.add(new Event(travelled(row), 1, 0, events.size()));
        return this;
    }

    /** Ends an image, and says why it is turned away. */
    @Nullable
    Rejection rejection() {
        return set.schema().check(row());
    }

    Value value() {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    /** One of several named values. */
    Value named(String name) {
        return Objects.requireNonNull(((Value.Named) value()).values().get(name), name);
    }

    double number(String name) {
        return ((Value.Scalar) named(name)).value();
    }

    private Row row() {
        Row row = new Row(set.schema());
        cells.forEach(row::set);
        cells.clear();
        return row;
    }

    private Row travelled(Row row) {
        Row read = new Row(set.schema());
        for (Input.Side side : Input.Side.values()) {
            RowCodec codec = new RowCodec(set.schema(), side);
            codec.decode(codec.encode(row), read);
        }
        return read;
    }
}
