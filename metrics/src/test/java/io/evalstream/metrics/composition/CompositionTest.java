package io.evalstream.metrics.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.metric.WindowFold;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CompositionTest {

    private static final String MSE = "mean_squared_error";

    @Test
    void aCollectionNamesItsMembersAndSharesWhatTheyRemember() {
        Told told = Told.of(
                        "MetricCollection", Map.of("metrics", List.of(MSE, "mean_absolute_error"), "prefix", "val_"))
                .row(3, 1);
        assertThat(told.value())
                .isEqualTo(new Value.Named(
                        Map.of("val_" + MSE, Value.scalar(4), "val_mean_absolute_error", Value.scalar(2))));
        MetricSet twice = Told.of(
                        "collection",
                        Map.of(
                                "metrics",
                                Map.of("a", MSE, "b", Map.of("metric", MSE, "args", Map.of("squared", false)))))
                .set;
        assertThat(twice.statistics()).hasSize(1);
    }

    @Test
    void membersThatCannotBeToldApartAreRefused() {
        assertThatThrownBy(() -> Told.of("collection", Map.of("metrics", List.of(MSE, MSE))))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("two metrics are named 'mean_squared_error'");
    }

    @Test
    void theArgumentsOfAPlanReachNestedMetrics() {
        Map<String, ?> plan = Map.of("task", "binary", "input", "probability");
        Metric nested = Catalogue.discover().create("running", Map.of("base_metric", "f1_score"), plan);
        Metric plain = Catalogue.discover().create("f1_score", Map.of(), plan);
        assertThat(nested.statistics()).isEqualTo(plain.statistics());
        assertThat(nested.reads().get(0).span()).isEqualTo(new Span.Trailing(5));
        assertThat(Catalogue.discover().parameters("running", Map.of("base_metric", "f1_score")))
                .contains("task", "window");
    }

    @Test
    void eachOutputHasTheMetricOfItsOwnNumbersWithoutItsNaN() {
        Map<String, ?> arguments = Map.of("base_metric", MSE, "num_outputs", 2);
        Told told = Told.of("multioutput", arguments)
                .row(new double[] {1, 5}, 2, 2)
                .row(new double[] {4, Double.NaN}, 1, 2);
        assertThat(told.value()).isEqualTo(Value.vector(5, 9));
        assertThat(Objects.requireNonNull(told.rejection(new double[] {1, 2, 3}, 1, 2, 3))
                        .message())
                .contains("expected 2 outputs");
    }

    @Test
    void theWeightOfARowIsThatOfEachOfItsOutputs() {
        Map<String, ?> weighted = Map.of("metric", MSE, "args", Map.of("weighted", true));
        Told told = Told.of("multioutput", Map.of("base_metric", weighted, "num_outputs", 2))
                .weighted(3, new double[] {1, 5}, 2, 2)
                .weighted(1, new double[] {4, 6}, 4, 6);
        assertThat(told.value()).isEqualTo(Value.vector(0.75, 6.75));
    }

    @Test
    void whatIsAroundAMetricCountsTheRowsThatItCounts() {
        Map<String, ?> scores = Map.of("metric", "quantile", "args", Map.of("of", "preds", "weighted", true));
        Map<String, ?> delays = Map.of("metric", "quantile", "args", Map.of("of", "label_delay", "weighted", true));
        List<Told> ofScores = new ArrayList<>();
        List<Told> ofDelays = new ArrayList<>();
        ofScores.add(Told.of("bootstrap", Map.of("base_metric", scores, "num_bootstraps", 2)));
        ofDelays.add(Told.of("bootstrap", Map.of("base_metric", delays, "num_bootstraps", 2)));
        ofScores.add(Told.of("multioutput", Map.of("base_metric", scores, "num_outputs", 2, "remove_nans", false)));
        ofDelays.add(Told.of("multioutput", Map.of("base_metric", delays, "num_outputs", 2, "remove_nans", false)));
        ofScores.add(Told.of("input_transformer", Map.of("wrapped_metric", scores, "transform_pred", "1 - x")));
        ofDelays.add(Told.of("input_transformer", Map.of("wrapped_metric", delays, "transform_pred", "1 - x")));
        assertThat(ofScores)
                .flatExtracting(told -> told.set.statistics())
                .extracting(Statistic::population)
                .containsOnly(Population.PREDICTIONS);
        assertThat(ofDelays)
                .flatExtracting(told -> told.set.statistics())
                .extracting(Statistic::population)
                .containsOnly(Population.LABELLED);
    }

    @Test
    void whereNaNIsKeptItMakesItsOutputUndefinedAndNoOther() {
        Told told = Told.of("multioutput", Map.of("base_metric", MSE, "num_outputs", 2, "remove_nans", false))
                .row(new double[] {1, 5}, 2, 2)
                .row(new double[] {4, Double.NaN}, 1, 2);
        assertThat(told.value()).isEqualTo(Value.vector(5, Double.NaN));
    }

    @Test
    void columnsAreChangedByFormulasBeforeTheyAreLookedAt() {
        Told told = Told.of(
                        "input_transformer",
                        Map.of("wrapped_metric", MSE, "transform_pred", "2 * x", "transform_target", "x > 3"))
                .row(1, 5);
        assertThat(told.value()).isEqualTo(Value.scalar(1));
        assertThatThrownBy(() -> Told.of("input_transformer", Map.of("wrapped_metric", MSE, "transform_pred", "2 * y")))
                .hasMessageContaining("expected a formula of x alone");
    }

    @Test
    void aChangeIsAgainstTheRowsOfTheEarlierWindow() {
        Told before = Told.of("change", Map.of("metric", MSE)).row(1, 3);
        Told now = Told.of("change", Map.of("metric", MSE)).row(1, 6);
        assertThat(value(now.set, Map.of(new Span.Previous(1), before.state(), Span.window(), now.state())))
                .isEqualTo(Value.scalar(21));
        assertThat(now.value())
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.reason()).contains("the window before"));
        Metric week = Catalogue.discover().create("change", Map.of("metric", MSE, "against", "7d"), Map.of());
        assertThat(week.reads().get(1).span()).isEqualTo(new Span.Earlier(java.time.Duration.ofDays(7)));
        assertThatThrownBy(() -> Told.of("change", Map.of("metric", MSE, "against", "yesterday")))
                .hasMessageContaining("expected previous_window, or a duration");
    }

    @Test
    void extremesAreOfTheWindowsValuesAndWindowsThatSayNothingArePassedOver() {
        Windows windows = new Windows();
        Told high = Told.of("min_max", Map.of("base_metric", MSE)).row(0, 3);
        Told low = Told.of("min_max", Map.of("base_metric", MSE)).row(0, 2);
        Told none = Told.of("min_max", Map.of("base_metric", MSE));
        assertThat(windows.next(none)).isInstanceOf(Value.Undefined.class);
        assertThat(windows.next(high)).isEqualTo(minMax(Value.scalar(9), 9, 9));
        assertThat(windows.next(low)).isEqualTo(minMax(Value.scalar(4), 9, 4));
        assertThat(windows.next(none)).isEqualTo(minMax(none.value(), 9, 4));
    }

    @Test
    void theTrackerNamesTheWindowThatWasBestInTheMetricsOwnDirection() {
        Windows windows = new Windows();
        for (double miss : new double[] {3, 1, 2}) {
            windows.next(Told.of("tracker", Map.of("metric", MSE)).row(0, miss));
        }
        assertThat(windows.last)
                .isEqualTo(new Value.Named(Map.of(
                        "best", Value.scalar(1),
                        "best_step", Value.scalar(1),
                        "best_end", Value.scalar(2),
                        "value", Value.scalar(4))));
        assertThatThrownBy(() -> Told.of("tracker", Map.of("metric", "sum")))
                .hasMessageContaining("say `maximize: true` or `false`");
    }

    @Test
    void whatFoldsWindowsIsNotNestedInWhatReadsRows() {
        assertThatThrownBy(() -> Told.of(
                        "bootstrap",
                        Map.of("base_metric", Map.of("metric", "min_max", "args", Map.of("base_metric", MSE)))))
                .hasMessageContaining("folds the values of windows");
    }

    private static Value minMax(Value raw, double max, double min) {
        return new Value.Named(Map.of("raw", raw, "max", Value.scalar(max), "min", Value.scalar(min)));
    }

    private static Value value(MetricSet set, Map<Span, State> states) {
        return Objects.requireNonNull(
                set.compute(span -> Objects.requireNonNull(states.get(span))).get("it"));
    }

    /** Windows of a second each, one after another. */
    private static final class Windows implements History {
        private final List<Double> values = new ArrayList<>();
        private Value last = Value.scalar(0);

        Value next(Told told) {
            last = Objects.requireNonNull(
                    told.set.compute(span -> told.state(), this).get("it"));
            return last;
        }

        @Override
        public double[] fold(String place, WindowFold fold, double value) {
            values.add(value);
            double[] accumulated = fold.start();
            for (int i = 0; i < values.size(); i++) {
                accumulated = fold.next(accumulated, 1000L * (i + 1), values.get(i));
            }
            return accumulated;
        }
    }
}
