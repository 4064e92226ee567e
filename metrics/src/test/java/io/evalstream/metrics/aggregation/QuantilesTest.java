package io.evalstream.metrics.aggregation;

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
import io.evalstream.metrics.metric.LogScale;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Quantiles against sorted values, and the click-through rate. */
class QuantilesTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new AggregationFamily()));

    @Test
    void everyQuantileIsWithinTheRelativeError() {
        Random random = new Random(5);
        double[] values = random.doubles(2000)
                .map(x -> Math.scalb(x - 0.4, random.nextInt(40) - 20))
                .toArray();
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        List<Double> shares = List.of(0.0, 0.01, 0.25, 0.4, 0.5, 0.75, 0.999, 1.0);
        for (double error : new double[] {0.05, 0.01, 0.001}) {
            double[] quantiles =
                    ((Value.Tensor) value("quantile", Map.of("q", shares, "relative_error", error), values)).values();
            for (int i = 0; i < quantiles.length; i++) {
                double exact = sorted[(int) Math.floor(shares.get(i) * (values.length - 1))];
                assertThat(quantiles[i])
                        .as("quantile " + shares.get(i))
                        .isCloseTo(exact, within(error * Math.abs(exact)));
            }
        }
    }

    @Test
    void boundsOfBucketsAreDoubles() {
        LogScale buckets = new LogScale(1);
        assertThat(buckets.index(1.5)).isEqualTo(buckets.index(1) + 1);
        assertThat(buckets.index(Math.nextDown(1.5))).isEqualTo(buckets.index(1));
        assertThat(buckets.index(-1.5)).isEqualTo(-buckets.index(1.5));
        assertThat(buckets.middle(buckets.index(1.6))).isEqualTo(1.75);
        assertThat(buckets.index(Math.nextDown(0x1p64))).isEqualTo(buckets.index(0x1p64) - 1);
        assertThat(buckets.index(0x1p-64)).isEqualTo(1);
    }

    @Test
    void whatIsOutOfRangeIsCountedAndNotReported() {
        assertThat(value("quantile", Map.of("q", 0.5), 1e-30, -0.0, 1e300)).isEqualTo(Value.scalar(0));
        Value.Undefined beyond = (Value.Undefined) value("quantile", Map.of("q", 1), 1, -1e300, 1e300);
        assertThat(beyond.limit()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> value("quantile", Map.of("q", 1.5), 1))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("from 0 to 1");
    }

    @Test
    void clicksAreWeighted() {
        MetricSet set = set("click_through_rate", Map.of());
        // Weights 1, 2, 1, 2, of which the second and the last are clicked.
        double[] clicks = {0, 1, 0, 1};
        double[] weights = {1, 2, 1, 2};
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < clicks.length; i++) {
            Row row = row(set, clicks[i]).set(Input.WEIGHTS, Cell.Numbers.scalar(weights[i], DataType.FLOAT64));
            events.add(new Event(row, 1, 0, i));
        }
        assertThat(set.compute(Fold.of(set, events)).get("it")).isEqualTo(Value.scalar(4 / 6.0));
        Row worthless = row(set, 1).set(Input.WEIGHTS, Cell.Numbers.scalar(0, DataType.FLOAT64));
        assertThat(set.compute(Fold.of(set, List.of(new Event(worthless, 1, 0, 0))))
                        .get("it"))
                .isEqualTo(Value.scalar(0));
    }

    private static Value value(String metric, Map<String, ?> arguments, double... values) {
        MetricSet set = set(metric, arguments);
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            events.add(new Event(row(set, values[i]), 1, 0, i));
        }
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    private static MetricSet set(String metric, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of())));
    }

    private static Row row(MetricSet set, double value) {
        return new Row(set.schema()).set(Input.VALUE, Cell.Numbers.scalar(value, DataType.FLOAT64));
    }
}
