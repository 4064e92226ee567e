package io.evalstream.metrics.audio;

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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Short signals worked out by hand, and what follows from the definitions. */
class AudioTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();

    private static final Cell TARGET = signals(new int[] {4}, 3, -0.5, 2, 7);
    private static final Cell PREDS = signals(new int[] {4}, 2.5, 0, 2, 8);

    @Test
    void theRatioIsOfPowers() {
        // Σt² = 62.25, Σ(t − p)² = 1.5.
        assertThat(number("signal_noise_ratio", Map.of(), PREDS, TARGET))
                .isCloseTo(10 * Math.log10(62.25 / 1.5), within(1e-12));
    }

    @Test
    void aScaledEstimateIsAsGood() {
        Cell louder = signals(new int[] {4}, 25, 0, 20, 80);
        double once = number("scale_invariant_signal_distortion_ratio", Map.of(), PREDS, TARGET);
        assertThat(number("scale_invariant_signal_distortion_ratio", Map.of(), louder, TARGET))
                .isCloseTo(once, within(1e-12));
        assertThat(number("scale_invariant_signal_noise_ratio", Map.of(), PREDS, TARGET))
                .isEqualTo(number("scale_invariant_signal_distortion_ratio", Map.of("zero_mean", true), PREDS, TARGET));
    }

    @Test
    void speakersAreTakenTogether() {
        Cell target = signals(new int[] {2, 2}, 3, 4, 0, 1);
        Cell preds = signals(new int[] {2, 2}, 3, 3, 1, 1);
        assertThat(number("source_aggregated_signal_distortion_ratio", Map.of("scale_invariant", false), preds, target))
                .isCloseTo(10 * Math.log10(26 / 2.0), within(1e-12));
        // Each speaker on its own, and their mean.
        assertThat(number("signal_noise_ratio", Map.of(), preds, target))
                .isCloseTo((10 * Math.log10(25) + 0) / 2, within(1e-12));
    }

    @Test
    void aFilterOfOneTapLeavesTheAngle() {
        double cosine = (2.5 * 3 + 2 * 2 + 8 * 7) / Math.sqrt(62.25 * (6.25 + 4 + 64));
        double squared = cosine * cosine;
        assertThat(number("signal_distortion_ratio", Map.of("filter_length", 1), PREDS, TARGET))
                .isCloseTo(10 * Math.log10(squared / (1 - squared)), within(1e-9));
    }

    @Test
    void whatTheFilterMakesInFullIsInfinitelyGood() {
        assertThat(value("signal_distortion_ratio", Map.of("filter_length", 1), TARGET, TARGET))
                .isInstanceOf(Value.Undefined.class);
    }

    @Test
    void aSilentTrueSignalIsRejectedUnlessTheDiagonalIsLoaded() {
        Cell silent = signals(new int[] {4}, 0, 0, 0, 0);
        MetricSet set = set("signal_distortion_ratio", Map.of());
        assertThat(Objects.requireNonNull(set.schema().check(row(set, PREDS, silent)))
                        .message())
                .contains("silent")
                .contains("load_diag");
        MetricSet loaded = set("signal_distortion_ratio", Map.of("load_diag", 1e-3));
        assertThat(loaded.schema().check(row(loaded, PREDS, silent))).isNull();
    }

    @Test
    void theRecursionSolvesTheSystem() {
        double[] row = {2, 0.7, -0.3, 0.1};
        double[] right = {1, -2, 0.5, 3};
        double[] solution = Toeplitz.solve(row, right);
        for (int i = 0; i < row.length; i++) {
            double sum = 0;
            for (int j = 0; j < row.length; j++) {
                sum += row[Math.abs(i - j)] * solution[j];
            }
            assertThat(sum).isCloseTo(right[i], within(1e-12));
        }
        assertThat(Toeplitz.solve(new double[] {1, 1, 1}, new double[] {1, 2, 3}))
                .containsOnly(Double.NaN);
    }

    @Test
    void speakersMayComeInAnyOrder() {
        Random random = new Random(5);
        double[] target = random.doubles(4 * 6).toArray();
        double[] preds = random.doubles(4 * 6).toArray();
        double[] rolled = new double[preds.length];
        System.arraycopy(preds, 6, rolled, 0, 18);
        System.arraycopy(preds, 0, rolled, 18, 6);
        int[] shape = {4, 6};
        for (String mode : List.of("speaker-wise", "permutation-wise")) {
            Map<String, ?> arguments = Map.of(
                    "metric_func",
                    mode.equals("speaker-wise") ? "signal_noise_ratio" : "source_aggregated_signal_distortion_ratio",
                    "mode",
                    mode);
            double once =
                    number("permutation_invariant_training", arguments, signals(shape, preds), signals(shape, target));
            assertThat(number(
                            "permutation_invariant_training",
                            arguments,
                            signals(shape, rolled),
                            signals(shape, target)))
                    .isCloseTo(once, within(1e-12));
            assertThat(number(
                            "permutation_invariant_training",
                            arguments,
                            signals(shape, target),
                            signals(shape, target)))
                    .isGreaterThan(100);
        }
    }

    @Test
    void pairsAndWholePermutationsAgreeWhereSpeakersAreApart() {
        Random random = new Random(6);
        Cell target = signals(new int[] {3, 5}, random.doubles(15).toArray());
        Cell preds = signals(new int[] {3, 5}, random.doubles(15).toArray());
        for (String best : List.of("max", "min")) {
            assertThat(number("permutation_invariant_training", permuting("speaker-wise", best), preds, target))
                    .isEqualTo(number(
                            "permutation_invariant_training", permuting("permutation-wise", best), preds, target));
        }
    }

    @Test
    void anArgumentThatTheFunctionDoesNotTakeIsRefused() {
        assertThatThrownBy(() -> set(
                        "permutation_invariant_training",
                        Map.of("metric_func", "signal_noise_ratio", "filter_length", 8)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("filter_length");
    }

    private static Map<String, ?> permuting(String mode, String best) {
        return Map.of("metric_func", "signal_noise_ratio", "mode", mode, "eval_func", best);
    }

    private static double number(String metric, Map<String, ?> arguments, Cell preds, Cell target) {
        return ((Value.Scalar) value(metric, arguments, preds, target)).value();
    }

    private static Value value(String metric, Map<String, ?> arguments, Cell preds, Cell target) {
        MetricSet set = set(metric, arguments);
        Row row = row(set, preds, target);
        assertThat(set.schema().check(row)).isNull();
        return Objects.requireNonNull(
                set.compute(Fold.of(set, List.of(new Event(row, 1, 0, 0)))).get("it"));
    }

    private static MetricSet set(String name, Map<String, ?> arguments) {
        return MetricSet.of(Map.of("it", CATALOGUE.create(name, arguments, Map.of())));
    }

    private static Row row(MetricSet set, Cell preds, Cell target) {
        return new Row(set.schema()).set(Input.PREDS, preds).set(Input.TARGET, target);
    }

    private static Cell signals(int[] shape, double... values) {
        return new Cell.Numbers(values, DataType.FLOAT64, shape);
    }
}
