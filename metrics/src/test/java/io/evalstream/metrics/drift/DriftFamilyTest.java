package io.evalstream.metrics.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Drift metrics as plans ask for them: what they watch, what they compare with, and baselines. */
class DriftFamilyTest {

    private static final Catalogue CATALOGUE = new Catalogue(List.of(new DriftFamily()));
    private static final Input COUNTRY = Input.texts("features.country", Input.Side.PREDICTION);

    @Test
    void everyMetricCountsEveryPrediction() {
        CATALOGUE
                .definitions()
                .forEach(definition -> assertThat(
                                metric(definition.name(), Map.of()).statistics())
                        .allSatisfy(
                                statistic -> assertThat(statistic.population()).isEqualTo(Population.PREDICTIONS)));
    }

    @Test
    void aWindowIsComparedWithTheOneBeforeOrAnEarlierOne() {
        Map<Object, Span> spans =
                Map.of("previous_window", new Span.Previous(1), "7d", new Span.Earlier(Duration.ofDays(7)));
        spans.forEach((reference, span) -> {
            MetricSet set = set("drift_ks", Map.of("reference", reference));
            State now = scores(set, 0.1, 0.2, 0.9, 0.95);
            State before = scores(set, 0.1, 0.2);
            Value value =
                    set.compute(asked -> asked.equals(span) ? before : now).get("drift_ks");
            assertThat(value).isEqualTo(Value.scalar(0.5));
            assertThat(set.compute(now).get("drift_ks"))
                    .isInstanceOfSatisfying(
                            Value.Undefined.class,
                            undefined -> assertThat(undefined.reason()).startsWith("no row was counted in the window"));
        });
    }

    @Test
    void aBaselineOfTheSamePredictionsIsNoDistanceAway() {
        Random random = new Random(1);
        for (Map<String, Object> watched : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("of", "class"),
                Map.of("of", "class", "input", "logit"),
                Map.of("of", "features.country", "kind", "categorical"))) {
            for (String name : List.of("drift_psi", "drift_js", "drift_hellinger", "drift_chi2")) {
                MetricSet plain = set(name, watched);
                List<Row> rows = new ArrayList<>();
                for (int i = 0; i < 300; i++) {
                    Row row = new Row(plain.schema());
                    row.set(Input.PREDS, Cell.Numbers.scalar(random.nextGaussian(), DataType.FLOAT64));
                    row.set(COUNTRY, random.nextInt(9) == 0 ? Cell.ABSENT : text("c" + random.nextInt(4)));
                    rows.add(row);
                }
                Baseline baseline = new Baseline(plain);
                rows.forEach(baseline::add);
                Map<String, Object> arguments = new LinkedHashMap<>(watched);
                arguments.put("reference", Map.of("baseline", baseline.toTree()));
                MetricSet set = set(name, arguments);
                assertThat(number(set.compute(fold(set, rows)).get(name)))
                        .as(name + " " + watched)
                        .isCloseTo(0, within(1e-15));
                State half = fold(set, rows.subList(0, 20));
                assertThat(number(set.compute(half).get(name))).isPositive();
            }
        }
    }

    @Test
    void valuesFarFromTheBaselineAreSeen() {
        MetricSet plain = set("drift_wasserstein", Map.of());
        Baseline baseline = new Baseline(plain);
        for (double score : new double[] {-1e30, -0.25, 0, 1e-30, 0.25, 1e10}) {
            baseline.add(new Row(plain.schema()).set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64)));
        }
        MetricSet set = set("drift_ks", Map.of("reference", Map.of("baseline", baseline.toTree())));
        assertThat(set.compute(scores(set, -1e30, -0.25, 0, 1e-30, 0.25, 1e10)).get("drift_ks"))
                .isEqualTo(Value.scalar(0.0));
        assertThat(set.compute(scores(set, 1e20, 1e25)).get("drift_ks")).isEqualTo(Value.scalar(1.0));
    }

    @Test
    void cutPointsMakeTheBins() {
        MetricSet set = set("score_histogram", Map.of("cuts", List.of(0, 0.5)));
        assertThat(set.compute(scores(set, -1, 0, 0.2, 0.5, 7, Double.NaN)).get("score_histogram"))
                .isEqualTo(Value.vector(1, 2, 2));
        MetricSet psi = set("drift_chi2", Map.of("bins", List.of(0, 0.5), "reference", "1h"));
        State now = scores(psi, 0.1, 0.7);
        State before = scores(psi, 0.1, 0.1);
        assertThat(number(psi.compute(span -> span instanceof Span.Earlier ? before : now)
                        .get("drift_chi2")))
                .isCloseTo(4 / 3.0, within(1e-15));
    }

    @Test
    void volumeAndNullsAreCounted() {
        MetricSet volume = set("prediction_volume", Map.of());
        assertThat(volume.compute(fold(volume, List.of(new Row(volume.schema()), new Row(volume.schema()))))
                        .get("prediction_volume"))
                .isEqualTo(Value.scalar(2.0));
        MetricSet nulls = set("null_rate", Map.of("of", "features.country", "kind", "categorical"));
        Row without = new Row(nulls.schema());
        Row with = new Row(nulls.schema()).set(COUNTRY, text("DE"));
        assertThat(nulls.compute(fold(nulls, List.of(without, with, with, with)))
                        .get("null_rate"))
                .isEqualTo(Value.scalar(0.25));
    }

    @Test
    void aPredictedClassIsTheLargestOfSeveralScoresOrOneAboveTheThreshold() {
        Watched.PredictedClass watched =
                new Watched.PredictedClass(io.evalstream.metrics.metric.InputKind.PROBABILITY, 0.5);
        MetricSet set = set("drift_js", Map.of("of", "class"));
        var batch = new io.evalstream.metrics.batch.Batch(set.schema());
        double[][] scores = {{0.5}, {0.51}, {0.1, 0.4, 0.4}, {0.2, Double.NaN}};
        for (double[] score : scores) {
            Cell cell = score.length == 1
                    ? Cell.Numbers.scalar(score[0], DataType.FLOAT64)
                    : Cell.Numbers.vector(score, DataType.FLOAT64);
            batch.append(new Row(set.schema()).set(Input.PREDS, cell), 1, 0, 0);
        }
        assertThat(new String[] {
                    watched.word(batch, 0), watched.word(batch, 1), watched.word(batch, 2), watched.word(batch, 3)
                })
                .containsExactly("0", "1", "1", null);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused("drift_psi", Map.of("of", "colour"), "expected score, class, or a feature");
        refused("drift_ks", Map.of("of", "class"), "needs an order");
        refused("drift_psi", Map.of("of", "class", "input", "value"), "plain values have no class");
        refused("drift_psi", Map.of("bins", 1), "from 2 to 1000");
        refused("drift_psi", Map.of("bins", List.of(0.5, 0.5)), "ascending order");
        refused("drift_psi", Map.of("reference", "yesterday"), "expected previous_window, a positive duration");
        refused("drift_psi", Map.of("reference", "0s"), "a positive duration");
        refused("drift_psi", Map.of("reference", Map.of("file", "b.json")), "has its baseline within it");
        refused(
                "drift_psi",
                Map.of("reference", Map.of("baseline", new Baseline(set("drift_ks", Map.of())).toTree())),
                "has counted no prediction");
        refused(
                "drift_psi",
                Map.of(
                        "of",
                        "class",
                        "reference",
                        Map.of("baseline", new Baseline(set("drift_ks", Map.of())).toTree())),
                "no counts of class by probability above 0.5 by categories, only score by buckets of 2^-6");
    }

    private static void refused(String metric, Map<String, Object> arguments, String words) {
        assertThatThrownBy(() -> metric(metric, arguments))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining(words);
    }

    private static Metric metric(String name, Map<String, Object> arguments) {
        return CATALOGUE.create(name, arguments, Map.of());
    }

    private static MetricSet set(String name, Map<String, Object> arguments) {
        return MetricSet.of(Map.of(name, metric(name, arguments)));
    }

    private static State scores(MetricSet set, double... scores) {
        List<Row> rows = new ArrayList<>();
        for (double score : scores) {
            rows.add(new Row(set.schema()).set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64)));
        }
        return fold(set, rows);
    }

    private static State fold(MetricSet set, List<Row> rows) {
        List<Event> events = new ArrayList<>();
        rows.forEach(row -> events.add(new Event(row, 1, 0, events.size())));
        return Fold.of(set, events);
    }

    private static Cell text(String text) {
        return new Cell.Texts(List.of(text));
    }

    private static double number(@org.jspecify.annotations.Nullable Value value) {
        return ((Value.Scalar) Objects.requireNonNull(value)).value();
    }
}
