package io.evalstream.metrics.nominal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NominalTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new NominalFamily()));

    @Test
    void cramers_v_is_the_root_of_phi_squared_for_two_categories() {
        // χ² = n(ad − bc)²/(row and column sums) = 16·(6·5 − 2·3)²/(8·8·9·7)
        assertThat(value("cramers_v", Map.of("num_classes", 2, "bias_correction", false), new int[][] {{6, 2}, {3, 5}}))
                .isCloseTo(24 / Math.sqrt(8 * 8 * 9 * 7), within(1e-15));
    }

    @Test
    void counts_past_the_whole_numbers_of_float32_still_count() {
        int many = 1 << 30;
        assertThat(value("cramers_v", Map.of("num_classes", 2, "bias_correction", false), new int[][] {
                    {many, many}, {many, many + 1}
                }))
                .isCloseTo(1 / (4.0 * many), within(1e-15));
    }

    @Test
    void theils_u_is_1_only_where_the_target_determines_the_prediction() {
        Map<String, Object> arguments = Map.of("num_classes", 3);
        assertThat(value("theils_u", arguments, new int[][] {{0, 2, 0}, {0, 3, 0}, {4, 0, 0}}))
                .isCloseTo(1, within(1e-15));
        assertThat(value("theils_u", arguments, new int[][] {{2, 2}, {3, 3}})).isZero();
    }

    @Test
    void a_category_that_stands_for_nan_is_one() {
        assertThatThrownBy(() -> metric("theils_u", Map.of("num_classes", 3, "nan_replace_value", 3)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("nan_replace_value");
    }

    @Test
    void fleiss_kappa_of_the_example_of_its_inventors() {
        int[][] ratings = {
            {0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
            {7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7}
        };
        MetricSet set = metric("fleiss_kappa", Map.of());
        List<Event> events = new ArrayList<>();
        for (int[] row : ratings) {
            double[] counts = java.util.Arrays.stream(row).asDoubleStream().toArray();
            events.add(new Event(
                    new Row(set.schema()).set(Ratings.RATINGS, Cell.Numbers.vector(counts, DataType.INT64)),
                    1,
                    0,
                    events.size()));
        }
        double agreeing = .378;
        double byChance = .213;
        assertThat(number(set, events)).isCloseTo((agreeing - byChance) / (1 - byChance), within(1e-3));
        Event late = new Event(
                new Row(set.schema()).set(Ratings.RATINGS, Cell.Numbers.vector(new double[] {30, 0}, DataType.INT64)),
                1,
                0,
                99);
        double before = number(set, events);
        events.add(late);
        assertThat(number(set, events)).isNotEqualTo(before);
        events.add(new Event(late.row(), -1, 0, 99));
        assertThat(number(set, events))
                .as("with the row of most raters taken back")
                .isEqualTo(before);
    }

    /** Of a table with a row for each target. */
    private static double value(String metric, Map<String, ? extends @Nullable Object> arguments, int[][] table) {
        MetricSet set = metric(metric, arguments);
        List<Event> events = new ArrayList<>();
        for (int target = 0; target < table.length; target++) {
            for (int pred = 0; pred < table[target].length; pred++) {
                Row row = new Row(set.schema())
                        .set(Input.PREDS, Cell.Numbers.scalar(pred, DataType.INT64))
                        .set(Input.TARGET, Cell.Numbers.scalar(target, DataType.INT64));
                Rejection rejection = set.schema().check(row);
                assertThat(rejection).isNull();
                events.add(new Event(row, table[target][pred], 0, events.size()));
            }
        }
        return number(set, events);
    }

    private static double number(MetricSet set, List<Event> events) {
        Value value = Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
        return ((Value.Scalar) value).value();
    }

    private static MetricSet metric(String name, Map<String, ? extends @Nullable Object> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }
}
