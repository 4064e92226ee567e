package io.evalstream.metrics.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
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
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The examples of scikit-learn's documentation, and what they leave open. */
class OrderMetricsTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new RegressionFamily()));
    private static final Offset<Double> CLOSE = within(1e-14);
    private static final double[] ONE_TO_THREE = {1, 2, 3};
    private static final double[] PREDS = {2.5, 0, 2, 8};
    private static final double[] TARGET = {3, -0.5, 2, 7};

    @Test
    void pinballLoss() {
        double[] low = {0, 2, 3};
        double[] high = {1, 2, 4};
        assertThat(number("mean_pinball_loss", Map.of("alpha", 0.1), low, ONE_TO_THREE))
                .isCloseTo(0.1 / 3, CLOSE);
        assertThat(number("mean_pinball_loss", Map.of("alpha", 0.1), high, ONE_TO_THREE))
                .isCloseTo(0.3, CLOSE);
        assertThat(number("mean_pinball_loss", Map.of("alpha", 0.9), low, ONE_TO_THREE))
                .isCloseTo(0.3, CLOSE);
        assertThat(number("mean_pinball_loss", Map.of("alpha", 0.9), high, ONE_TO_THREE))
                .isCloseTo(0.1 / 3, CLOSE);
    }

    @Test
    void medianAndLargestError() {
        assertThat(number("max_error", Map.of(), new double[] {4, 2, 7, 1}, new double[] {3, 2, 7, 1}))
                .isEqualTo(1);
        assertThat(number("median_absolute_error", Map.of(), PREDS, TARGET)).isEqualTo(0.5);
        assertThat(number("median_absolute_error", Map.of(), new double[] {1, 4}, new double[] {0, 0}))
                .isEqualTo(2.5);
    }

    @Test
    void aRetractedErrorIsNotTheMedian() {
        MetricSet set = set("median_absolute_error", Map.of());
        List<Event> events = events(set, new double[] {1, 2, 9}, new double[] {0, 0, 0});
        events.add(events.get(2).retracted());
        assertThat(value(set, events)).isEqualTo(Value.scalar(1.5));
        MetricSet largest = set("max_error", Map.of());
        List<Event> more = events(largest, new double[] {1, 2, 9}, new double[] {0, 0, 0});
        more.add(more.get(0).retracted());
        assertThat(value(largest, more)).isEqualTo(Value.scalar(9));
        more.add(more.get(2).retracted());
        assertThat(((Value.Undefined) value(largest, more)).code()).isEqualTo(Value.Code.RETRACTED);
    }

    @Test
    void skillAgainstTheQuantile() {
        double[] preds = {1, 3, 3};
        assertThat(number("d2_pinball_score", Map.of(), preds, ONE_TO_THREE)).isEqualTo(0.5);
        assertThat(number("d2_pinball_score", Map.of("alpha", 0.9), preds, ONE_TO_THREE))
                .isCloseTo(0.7727272727272727, CLOSE);
        assertThat(number("d2_pinball_score", Map.of("alpha", 0.1), preds, ONE_TO_THREE))
                .isCloseTo(-1.0454545454545454, CLOSE);
        assertThat(number("d2_absolute_error_score", Map.of(), PREDS, TARGET)).isEqualTo(1 - 2 / 8.5);
        assertThat(number("d2_absolute_error_score", Map.of(), new double[] {3, 2, 1}, ONE_TO_THREE))
                .isEqualTo(-1);
        double[] equal = {2, 2, 2};
        assertThat(number("d2_absolute_error_score", Map.of(), equal, equal)).isEqualTo(1);
        assertThat(number("d2_absolute_error_score", Map.of(), ONE_TO_THREE, equal))
                .isEqualTo(0);
    }

    @Test
    void anOffsetLeavesTheSkillAsItIs() {
        double offset = 1L << 40;
        double[] preds = {1 + offset, 3 + offset, 3 + offset};
        double[] target = {1 + offset, 2 + offset, 3 + offset};
        assertThat(number("d2_pinball_score", Map.of(), preds, target)).isEqualTo(0.5);
        assertThat(number("d2_tweedie_score", Map.of(), preds, target)).isEqualTo(0.5);
    }

    @Test
    void skillAgainstTheMean() {
        double[] preds = {1, 1, 5, 3.5};
        double[] target = {0.5, 1, 2.5, 7};
        // Squared errors add up to 18.75, and to 26.25 around the mean 2.75.
        assertThat(number("d2_tweedie_score", Map.of(), preds, target)).isCloseTo(1 - 18.75 / 26.25, CLOSE);
        assertThat(number("d2_tweedie_score", Map.of("power", 1), preds, target))
                .isCloseTo(0.48791513490311, within(1e-13));
        assertThat(number("d2_tweedie_score", Map.of("power", 2), preds, target))
                .isCloseTo(0.63078424355052, within(1e-13));
        assertThat(value("d2_tweedie_score", Map.of(), new double[] {1}, new double[] {2}))
                .isInstanceOf(Value.Undefined.class);
    }

    private static double number(String metric, Map<String, ?> arguments, double[] preds, double[] target) {
        return ((Value.Scalar) value(metric, arguments, preds, target)).value();
    }

    private static Value value(String metric, Map<String, ?> arguments, double[] preds, double[] target) {
        MetricSet set = set(metric, arguments);
        return value(set, events(set, preds, target));
    }

    private static MetricSet set(String metric, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(metric, arguments, Map.of())));
    }

    private static Value value(MetricSet set, List<Event> events) {
        return Objects.requireNonNull(set.compute(Fold.of(set, events)).get("it"));
    }

    private static List<Event> events(MetricSet set, double[] preds, double[] target) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < preds.length; i++) {
            Row row = new Row(set.schema())
                    .set(Input.PREDS, Cell.Numbers.scalar(preds[i], DataType.FLOAT64))
                    .set(Input.TARGET, Cell.Numbers.scalar(target[i], DataType.FLOAT64));
            events.add(new Event(row, 1, 0, i));
        }
        return events;
    }
}
