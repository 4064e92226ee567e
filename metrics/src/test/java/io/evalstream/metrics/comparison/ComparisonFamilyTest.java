package io.evalstream.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Differences of paired scores, against values worked out by hand. */
class ComparisonFamilyTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new ComparisonFamily()));

    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement
    private record Pair(double[] champion, double[] challenger, int target) {}

    private static Pair pair(double champion, double challenger, int target) {
        return new Pair(new double[] {champion}, new double[] {challenger}, target);
    }

    @Test
    void aDifferenceIsTheChallengersScoreLessTheChampions() {
        // Differences of correct: 1, 0, -1, 1.
        List<Pair> pairs = List.of(pair(0.2, 0.9, 1), pair(0.9, 0.8, 1), pair(0.1, 0.6, 0), pair(0.7, 0.5, 0));
        Value.Scalar value = (Value.Scalar) value("paired_difference", Map.of(), pairs);
        assertThat(value.value()).isEqualTo(0.25);
        double reach = 1.959963984540054 * Math.sqrt((3 - 4 * 0.0625) / 3 / 4);
        assertThat(Objects.requireNonNull(value.interval()).upper() - 0.25).isCloseTo(reach, within(1e-12));
        assertThat(value("paired_outcomes", Map.of(), pairs).toString())
                .contains("wins=Scalar[value=2.0", "ties=Scalar[value=1.0", "losses=Scalar[value=1.0");
    }

    @Test
    void aLossIsBetterWhereItIsLower() {
        List<Pair> pairs = List.of(pair(1, 3, 4), pair(2, 2, 2), pair(5, 0, 1));
        Map<String, Object> squared = Map.of("of", "squared_error");
        assertThat(number(value("paired_difference", squared, pairs))).isCloseTo((-8 + 0 - 15) / 3.0, within(1e-15));
        assertThat(value("paired_outcomes", squared, pairs).toString()).contains("wins=Scalar[value=2.0");
        assertThat(number(value("paired_difference", Map.of("of", "absolute_error"), pairs)))
                .isCloseTo((-2 + 0 - 3) / 3.0, within(1e-15));
    }

    @Test
    void probabilitiesOfSeveralClassesAreScoredToo() {
        List<Pair> pairs = List.of(
                new Pair(new double[] {0.5, 0.25, 0.25}, new double[] {0.25, 0.5, 0.25}, 1),
                new Pair(new double[] {0.5, 0.25, 0.25}, new double[] {0.5, 0.25, 0.25}, 0));
        assertThat(number(value("paired_difference", Map.of(), pairs))).isEqualTo(0.5);
        assertThat(number(value("paired_difference", Map.of("of", "log_loss"), pairs)))
                .isCloseTo(-Math.log(2) / 2, within(1e-15));
        assertThat(number(value("paired_difference", Map.of("of", "brier"), pairs)))
                .isCloseTo((0.375 - 0.875) / 2, within(1e-15));
    }

    @Test
    void onePairHasNoInterval() {
        assertThat(value("paired_difference", Map.of(), List.of(pair(0.2, 0.9, 1))))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.reason()).contains("two at least"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> set("paired_difference", Map.of("of", "log_loss", "input", "label")))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("needs `input: probability`");
        assertThatThrownBy(
                        () -> set("paired_difference", Map.of("of", "squared_error", "interval", "bounded_sequence")))
                .hasMessageContaining("have no bound");
        assertThatThrownBy(() -> set("paired_outcomes", Map.of("input", "value")))
                .hasMessageContaining("needs classes");
    }

    @Test
    void rowsThatDoNotFitAreTurnedAway() {
        MetricSet set = set("paired_difference", Map.of());
        assertThat(set.schema().check(row(set, new Pair(new double[] {0.5}, new double[] {0.2, 0.8}, 1))))
                .isNotNull();
        assertThat(set.schema().check(row(set, pair(0.5, 0.5, 2)))).isNotNull();
        assertThat(set.schema().check(row(set, pair(0.5, 0.5, 1)))).isNull();
    }

    private static MetricSet set(String name, Map<String, Object> arguments) {
        return MetricSet.of(Map.of(name, CATALOGUE.create(name, arguments, Map.of())));
    }

    private static Row row(MetricSet set, Pair pair) {
        return new Row(set.schema())
                .set(Input.PREDS, cell(pair.champion()))
                .set(PairedDifferences.CHALLENGER, cell(pair.challenger()))
                .set(Input.TARGET, Cell.Numbers.scalar(pair.target(), DataType.INT64));
    }

    private static Cell cell(double[] values) {
        return values.length == 1
                ? Cell.Numbers.scalar(values[0], DataType.FLOAT64)
                : Cell.Numbers.vector(values, DataType.FLOAT64);
    }

    private static Value value(String name, Map<String, Object> arguments, List<Pair> pairs) {
        MetricSet set = set(name, arguments);
        List<Event> events = new ArrayList<>();
        pairs.forEach(pair -> events.add(new Event(row(set, pair), 1, 0, events.size())));
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get(name));
    }

    private static double number(Value value) {
        return ((Value.Scalar) value).value();
    }
}
