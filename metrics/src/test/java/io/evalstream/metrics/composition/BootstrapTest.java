package io.evalstream.metrics.composition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {

    private static final int ROWS = 400;

    @Test
    void aUnitCountsAPoissonNumberOfTimes() {
        Resampling resampling = new Resampling(100, 7);
        long[] counted = new long[12];
        for (int unit = 0; unit < 10_000; unit++) {
            for (int replicate = 0; replicate < 100; replicate++) {
                counted[Math.min(11, resampling.times(unit, replicate))]++;
            }
        }
        double probability = Math.exp(-1);
        for (int times = 0; times < 7; times++) {
            double deviation = Math.sqrt(probability * (1 - probability) * 1e6);
            assertThat((double) counted[times])
                    .as("%s times", times)
                    .isCloseTo(probability * 1e6, within(4.5 * deviation));
            probability /= times + 1;
        }
    }

    @Test
    void theIntervalOfAMeanIsAboutThatOfTheNormalApproximation() {
        Value.Named named = (Value.Named) errors(Map.of()).value();
        Value.Scalar value =
                (Value.Scalar) Objects.requireNonNull(named.values().get("value"));
        Interval interval = Objects.requireNonNull(value.interval());
        // Squares of standard normal numbers have the mean 1 and the variance 2.
        double error = Math.sqrt(2.0 / ROWS);
        assertThat(interval.lower()).isCloseTo(value.value() - 1.96 * error, within(0.05));
        assertThat(interval.upper()).isCloseTo(value.value() + 1.96 * error, within(0.05));
        assertThat(interval.level()).isEqualTo(0.95);
        assertThat(interval.method()).isEqualTo("bootstrap");
        assertThat(((Value.Scalar) Objects.requireNonNull(named.values().get("std"))).value())
                .isCloseTo(error, within(0.02));
    }

    @Test
    void anotherSeedDrawsOtherRowsAndTheSameSeedTheSame() {
        Value one = errors(Map.of()).value();
        assertThat(errors(Map.of()).value()).isEqualTo(one);
        assertThat(errors(Map.of("seed", 1)).value()).isNotEqualTo(one);
    }

    @Test
    void quantilesAndRawValuesAreThereWhereTheyAreAskedFor() {
        Value.Named named = (Value.Named)
                errors(Map.of("quantile", List.of(0.0, 1.0), "raw", true, "mean", false, "num_bootstraps", 10))
                        .value();
        assertThat(named.values().keySet()).containsExactly("value", "std", "quantile", "raw", "undefined_replicates");
        double[] raw = ((Value.Tensor) Objects.requireNonNull(named.values().get("raw"))).values();
        assertThat(raw).hasSize(10);
        assertThat(named.values().get("quantile"))
                .isEqualTo(Value.vector(
                        java.util.Arrays.stream(raw).min().getAsDouble(),
                        java.util.Arrays.stream(raw).max().getAsDouble()));
        assertThat(errors(Map.of("mean", false, "std", false)).value())
                .isInstanceOfSatisfying(
                        Value.Scalar.class,
                        scalar -> assertThat(scalar.interval()).isNotNull());
    }

    @Test
    void whereManyReplicatesHaveNoRowThereIsNoInterval() {
        Value.Named named = (Value.Named) Told.of("bootstrap", Map.of("base_metric", "mean_squared_error"))
                .row(0, 1)
                .value();
        assertThat(named.values().get("value")).isEqualTo(Value.scalar(1));
        assertThat(named.values().get("mean")).isInstanceOf(Value.Undefined.class);
        assertThat(((Value.Scalar) Objects.requireNonNull(named.values().get("undefined_replicates"))).value())
                .isBetween(20.0, 55.0);
    }

    @Test
    void aStateTooLargeForTheReplicatesIsRefusedUnlessTheirNumberIsGiven() {
        Map<String, ?> wide =
                Map.of("metric", "confusion_matrix", "args", Map.of("task", "multiclass", "num_classes", 1000));
        assertThatThrownBy(() -> Told.of("bootstrap", Map.of("base_metric", wide)))
                .hasMessageContaining("give 'num_bootstraps'");
        assertThat(Told.of("bootstrap", Map.of("base_metric", wide, "num_bootstraps", 2))
                        .set
                        .statistics())
                .hasSize(2);
    }

    private static Told errors(Map<String, Object> arguments) {
        Map<String, Object> all = new HashMap<>(arguments);
        all.put("base_metric", "mean_squared_error");
        Told told = Told.of("bootstrap", all);
        Random random = new Random(3);
        for (int row = 0; row < ROWS; row++) {
            told.row(random.nextGaussian(), 0);
        }
        return told;
    }
}
