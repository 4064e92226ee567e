package io.evalstream.metrics.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Where aggregates differ from TorchMetrics' on purpose, and what they do with NaN, order and retraction. */
class AggregationTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    @Test
    void aSumDoesNotSaturate() {
        MetricSet set = set("sum", Map.of());
        List<Event> events = List.of(event(set, 16_777_216, 1, 0), event(set, 1, 1, 1), event(set, 1e-30, 1, 2));
        assertThat(value(set, events)).isEqualTo(Value.scalar(16_777_217));
    }

    @Test
    void disablingTheCheckForNanKeepsTheWeights() {
        MetricSet set = set("mean", Map.of("nan_strategy", "disable"));
        // TorchMetrics replaces the weights by ones here and answers 2.
        assertThat(value(set, List.of(event(set, 1, 1, 0), event(set, 3, 0, 1))))
                .isEqualTo(Value.scalar(1));
    }

    @Test
    void aNumberInPlaceOfNanHasWeightOne() {
        MetricSet set = set("mean", Map.of("nan_strategy", 5));
        List<Event> events = List.of(event(set, Double.NaN, 7, 0), event(set, 1, 3, 1));
        assertThat(value(set, events)).isEqualTo(Value.scalar((5 + 3) / 4.0));
    }

    @Test
    void nanIsTurnedAwayWhereItIsAnError() {
        MetricSet set = set("max", Map.of("nan_strategy", "error"));
        assertThat(set.schema().check(event(set, Double.NaN, 1, 0).row())).isNotNull();
        assertThat(set.schema().check(event(set, Double.POSITIVE_INFINITY, 1, 0).row()))
                .isNull();
        assertThatThrownBy(() -> set("max", Map.of("nan_strategy", "drop")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("ignore");
    }

    @Test
    void aListIsInTheOrderOfPositionsWhateverTheOrderOfArrival() {
        MetricSet set = set("cat", Map.of());
        List<Event> events = List.of(event(set, 3, 1, 30), event(set, -1, 1, 10), event(set, 3, 1, 20));
        assertThat(value(set, events)).isEqualTo(Value.vector(-1, 3, 3));
    }

    @Test
    void anExtremeThatWasTakenBackIsNotKnown() {
        MetricSet set = set("min", Map.of());
        Event least = event(set, -4, 1, 0);
        List<Event> events = List.of(least, event(set, 2, 1, 1), least.retracted());
        assertThat(value(set, events))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.RETRACTED));
    }

    @Test
    void valuesThatCancelHaveASum() {
        MetricSet set = set("sum", Map.of());
        assertThat(value(set, List.of(event(set, 1, 1, 0), event(set, -1, 1, 1))))
                .isEqualTo(Value.scalar(0));
    }

    private static MetricSet set(String name, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }

    private static Value value(MetricSet set, List<Event> events) {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    private static Event event(MetricSet set, double value, double weight, long position) {
        Row row = new Row(set.schema())
                .set(Input.VALUE, Cell.Numbers.scalar(value, DataType.FLOAT64))
                .set(Input.WEIGHTS, Cell.Numbers.scalar(weight, DataType.FLOAT64));
        return new Event(row, 1, position, 0);
    }
}
