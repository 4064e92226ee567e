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
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.NormalDistribution;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the golden cases do not show: offsets, sharing, ties by the thousand, retraction, and rows that have no value. */
class RegressionMetricsTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();
    private static final double[] PREDS = {2.5, 0, 2, 8};
    private static final double[] TARGET = {3, -0.5, 2, 7};

    @Test
    void fourRowsByHand() {
        // Residuals -0.5, 0.5, 0, 1; targets have mean 2.875 and 29.1875 as the sum of squares around it.
        assertThat(number("mean_squared_error", Map.of(), PREDS, TARGET)).isEqualTo(1.5 / 4);
        assertThat(number("mean_absolute_error", Map.of(), PREDS, TARGET)).isEqualTo(2.0 / 4);
        assertThat(number("r2_score", Map.of(), PREDS, TARGET)).isEqualTo(27.6875 / 29.1875);
        assertThat(number("explained_variance", Map.of(), PREDS, TARGET)).isEqualTo(27.9375 / 29.1875);
        assertThat(number("relative_squared_error", Map.of(), PREDS, TARGET)).isEqualTo(1.5 / 29.1875);
        assertThat(number("spearman_corrcoef", Map.of(), PREDS, TARGET)).isEqualTo(1);
        assertThat(number("weighted_mean_absolute_percentage_error", Map.of(), PREDS, TARGET))
                .isEqualTo(2 / 12.5);
    }

    @Test
    void anOffsetChangesNothing() {
        double offset = 1L << 40;
        double[] preds = plus(PREDS, offset);
        double[] target = plus(TARGET, offset);
        for (String name : List.of("r2_score", "explained_variance", "pearson_corrcoef", "concordance_corrcoef")) {
            assertThat(number(name, Map.of(), preds, target)).as(name).isEqualTo(number(name, Map.of(), PREDS, TARGET));
        }
    }

    @Test
    void anErrorIsTheSameAloneAndReadFromMoments() {
        Random random = new Random(3);
        double[] preds = random.doubles(50)
                .map(x -> Math.scalb(x, random.nextInt(200) - 100))
                .toArray();
        double[] target = random.doubles(50)
                .map(x -> Math.scalb(x, random.nextInt(200) - 100))
                .toArray();
        Map<String, Metric> together = new LinkedHashMap<>();
        for (String name : List.of("mean_squared_error", "r2_score", "pearson_corrcoef")) {
            together.put(name, CATALOGUE.create(name, Map.of(), Map.of()));
        }
        MetricSet set = MetricSet.of(together);
        assertThat(set.statistics()).containsExactly(new Moments(new Outputs.Each(1)));
        Map<String, Value> values = set.compute(Fold.of(set, events(set, preds, target)));
        assertThat(values.get("mean_squared_error")).isEqualTo(value("mean_squared_error", Map.of(), preds, target));
        assertThat(values.get("r2_score")).isEqualTo(value("r2_score", Map.of(), preds, target));
    }

    @Test
    void outputsFoundWithTheRowsAreThoseDeclared() {
        MetricSet found = set("r2_score", Map.of("multioutput", "raw_values"));
        MetricSet declared = set("r2_score", Map.of("multioutput", "raw_values", "num_outputs", 3));
        Random random = new Random(4);
        List<Event> ofFound = new ArrayList<>();
        List<Event> ofDeclared = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double[] preds = random.doubles(3, -1e5, 1e5).toArray();
            double[] target = random.doubles(3, -1e5, 1e5).toArray();
            ofFound.add(event(found, vector(preds), vector(target), i));
            ofDeclared.add(event(declared, vector(preds), vector(target), i));
        }
        assertThat(found.compute(Fold.of(found, ofFound))).isEqualTo(declared.compute(Fold.of(declared, ofDeclared)));
        // Another row, taken back, leaves the value as it was.
        State state = Fold.of(found, ofFound);
        Event extra = event(found, vector(1, 2, 3), vector(3, 2, 1e9), 99);
        state.merge(Fold.of(found, List.of(extra, extra.retracted())));
        assertThat(found.compute(state)).isEqualTo(declared.compute(Fold.of(declared, ofDeclared)));
    }

    @Test
    void rowsOfDifferentWidthsHaveNoDetermination() {
        MetricSet set = set("r2_score", Map.of());
        List<Event> events = List.of(
                event(set, vector(1, 2), vector(1, 3), 0),
                event(set, vector(1), vector(2), 1),
                event(set, vector(4, 2), vector(5, 3), 2));
        assertThat(set.compute(Fold.of(set, events)).get("r2_score")).isInstanceOf(Value.Undefined.class);
    }

    @Test
    void kendallCountsWhatComparingEveryPairCounts() {
        Random random = new Random(5);
        for (int round = 0; round < 20; round++) {
            double[] preds = random.ints(40, 0, 8).asDoubleStream().toArray();
            double[] target = random.ints(40, 0, 8).asDoubleStream().toArray();
            double concordant = 0;
            double discordant = 0;
            for (int i = 0; i < preds.length; i++) {
                for (int j = 0; j < i; j++) {
                    double order = Math.signum(preds[i] - preds[j]) * Math.signum(target[i] - target[j]);
                    concordant += order > 0 ? 1 : 0;
                    discordant += order < 0 ? 1 : 0;
                }
            }
            assertThat(number("kendall_rank_corrcoef", Map.of("variant", "a"), preds, target))
                    .isEqualTo((concordant - discordant) / (concordant + discordant));
        }
    }

    @Test
    void seventyThousandTiesHaveOneMeanRank() {
        MetricSet set = set("spearman_corrcoef", Map.of());
        Event low = event(set, number(1), number(1), 0);
        Event high = event(set, number(2), number(2), 1);
        State state = Fold.of(set, List.of(new Event(low.row(), 70_000, 0, 0), high));
        assertThat(set.compute(state).get("spearman_corrcoef")).isEqualTo(Value.scalar(1));
    }

    @Test
    void divergenceFromAnImpossibleEventIsInfiniteInAListAndUndefinedInASum() {
        Map<String, Object> none = Map.of("reduction", "none");
        for (Map<String, Object> arguments : List.<Map<String, Object>>of(none, Map.of())) {
            MetricSet set = set("kl_divergence", arguments);
            Row row = new Row(set.schema()).set(Divergence.P, vector(0.5, 0.5)).set(Divergence.Q, vector(1, 0));
            Value value =
                    set.compute(Fold.of(set, List.of(new Event(row, 1, 0, 0)))).get("kl_divergence");
            if (arguments == none) {
                assertThat(value).isEqualTo(Value.vector(Double.POSITIVE_INFINITY));
            } else {
                assertThat(value)
                        .isInstanceOfSatisfying(
                                Value.Undefined.class,
                                undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.NON_FINITE));
            }
        }
    }

    @Test
    void logCoshOfLargeAndSmallDifferencesKeepsItsDigits() {
        assertThat(number("log_cosh_error", Map.of(), new double[] {1000}, new double[] {0}))
                .isEqualTo(1000 - Math.log(2));
        assertThat(number("log_cosh_error", Map.of(), new double[] {1e-6}, new double[] {0}))
                .isCloseTo(0.5e-12, within(1e-24));
    }

    @Test
    void anExtremeTargetThatWasTakenBackLeavesNoRange() {
        MetricSet set = set("normalized_root_mean_squared_error", Map.of("normalization", "range"));
        List<Event> events = events(set, PREDS, TARGET);
        events.add(events.get(3).retracted());
        assertThat(set.compute(Fold.of(set, events)).get("normalized_root_mean_squared_error"))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.code()).isEqualTo(Value.Code.RETRACTED));
    }

    @Test
    void rowsOutsideThePowersDomainAreTurnedAway() {
        MetricSet set = set("tweedie_deviance_score", Map.of("power", 2));
        Row row = event(set, number(1), number(0), 0).row();
        assertThat(Objects.requireNonNull(set.schema().check(row)).message())
                .isEqualTo("target holds 0.0; expected a number above 0.0");
        MetricSet poisson = set("tweedie_deviance_score", Map.of("power", 1));
        assertThat(poisson.schema()
                        .check(event(poisson, number(1), number(0), 0).row()))
                .isNull();
    }

    @Test
    void normalProbabilitiesAreThoseOfTheTables() {
        assertThat(NormalDistribution.cumulative(0)).isEqualTo(0.5);
        assertThat(NormalDistribution.cumulative(1.96)).isCloseTo(0.9750021048517795, within(1e-15));
        assertThat(NormalDistribution.cumulative(-6)).isCloseTo(9.865876450376946e-10, within(1e-23));
        assertThat(NormalDistribution.cumulative(-5))
                .isCloseTo(NormalDistribution.cumulative(Math.nextUp(-5.0)), within(1e-15));
        assertThat(NormalDistribution.quantile(0.975)).isCloseTo(1.959963984540054, within(1e-14));
        assertThat(NormalDistribution.quantile(0.5)).isEqualTo(0);
        assertThat(NormalDistribution.quantile(0.99995)).isCloseTo(3.89059188641312, within(1e-11));
    }

    private static MetricSet set(String name, Map<String, ?> arguments) {
        return MetricSet.of(Map.of(name, CATALOGUE.create(name, arguments, Map.of())));
    }

    private static Value value(String name, Map<String, ?> arguments, double[] preds, double[] target) {
        MetricSet set = set(name, arguments);
        return Objects.requireNonNull(
                set.compute(Fold.of(set, events(set, preds, target))).get(name));
    }

    private static double number(String name, Map<String, ?> arguments, double[] preds, double[] target) {
        return ((Value.Scalar) value(name, arguments, preds, target)).value();
    }

    private static List<Event> events(MetricSet set, double[] preds, double[] target) {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < preds.length; i++) {
            events.add(event(set, number(preds[i]), number(target[i]), i));
        }
        return events;
    }

    private static Event event(MetricSet set, Cell preds, Cell target, long position) {
        Row row = new Row(set.schema()).set(Input.PREDS, preds).set(Input.TARGET, target);
        return new Event(row, 1, 0, position);
    }

    private static Cell number(double value) {
        return Cell.Numbers.scalar(value, DataType.FLOAT64);
    }

    private static Cell vector(double... values) {
        return Cell.Numbers.vector(values, DataType.FLOAT64);
    }

    private static double[] plus(double[] values, double offset) {
        double[] shifted = values.clone();
        for (int i = 0; i < shifted.length; i++) {
            shifted[i] += offset;
        }
        return shifted;
    }
}
