package io.evalstream.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Features worked out by hand. */
class FeatureMetricsTest {

    @Test
    void ofOneFeatureTheDistanceIsThatOfMeansAndDeviations() {
        // Means 2 and 12, variances 2 and 8, however far from zero.
        for (double offset : new double[] {0, 1e5}) {
            Shown shown = Shown.to("frechet_inception_distance", Map.of("feature", 1))
                    .features(true, offset + 1)
                    .features(true, offset + 3)
                    .features(false, offset + 10)
                    .features(false, offset + 14);
            assertThat(shown.number()).isCloseTo(100 + 2, within(1e-9));
        }
    }

    @Test
    void equalFeaturesAreNoDistanceApartAndTwoOfEachAreNeeded() {
        Shown shown = Shown.to("frechet_inception_distance", Map.of("feature", 3));
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            double[] features = random.doubles(3, -5, 5).toArray();
            shown.features(true, features).features(false, features);
        }
        assertThat(shown.number()).isCloseTo(0, within(1e-6));
        assertThat(Shown.to("frechet_inception_distance", Map.of("feature", 1))
                        .features(true, 1)
                        .features(true, 2)
                        .features(false, 2)
                        .whyUndefined())
                .isEqualTo(Value.Code.TOO_FEW);
    }

    @Test
    void featuresPastTheirRangeAreTurnedAwayWithTheRemedy() {
        Shown shown = Shown.to("frechet_inception_distance", Map.of("feature", 1, "feature_bits", 40));
        assertThat(shown.rejection(Shown.features(true, DataType.FLOAT32, 8.5)))
                .asString()
                .contains("expected a magnitude of at most 8.0", "fewer `feature_bits`");
        assertThat(shown.rejection(Shown.features(true, DataType.FLOAT32, -8))).isNull();
        assertThat(shown.rejection(Shown.features(true, DataType.FLOAT32, 1, 2)))
                .asString()
                .contains("expected 1 in its first dimension");
    }

    @Test
    void memorisedImagesAreFartherAway() {
        // Directions (1, 0) and (1, 1) against (0, 2) and (1, 1): 1 − 1/√2 and 0 from the nearest.
        Shown fid = Shown.to("frechet_inception_distance", Map.of("feature", 2));
        for (double epsilon : new double[] {0.2, 0.1}) {
            Shown shown = Shown.to(
                    "memorization_informed_frechet_inception_distance",
                    Map.of("feature", 2, "cosine_distance_eps", epsilon));
            for (Shown one : new Shown[] {fid, shown}) {
                one.features(true, 1, 0)
                        .features(true, 1, 1)
                        .features(false, 0, 2)
                        .features(false, 1, 1);
            }
            double nearest = (1 - Math.sqrt(0.5)) / 2;
            assertThat(shown.number()).isCloseTo(fid.number() / (nearest < epsilon ? nearest : 1), within(1e-6));
            fid = Shown.to("frechet_inception_distance", Map.of("feature", 2));
        }
    }

    @Test
    void theDiscrepancyOfAllRowsIsThatOfTheirKernels() {
        // Rows 1 and 2 against 3 and 4 with the kernel x·y + 1: inside 3 and 13, between 4 + 5 + 7 + 9.
        Map<String, ?> arguments =
                Map.of("feature", 1, "subsets", 70, "subset_size", 2, "degree", 1, "gamma", 1.0, "coef", 1.0);
        Shown shown = Shown.to("kernel_inception_distance", arguments)
                .features(true, 1)
                .features(true, 2)
                .features(false, 3)
                .features(false, 4);
        assertThat(((Value.Scalar) shown.part("kid_mean")).value()).isCloseTo(3 + 13 - 2 * 25 / 4.0, within(1e-12));
        assertThat(((Value.Scalar) shown.part("kid_std")).value()).isCloseTo(0, within(1e-12));
    }

    @Test
    void subsetsDifferAndTheirMeanIsNearTheWhole() {
        Random random = new Random(11);
        Map<String, ?> subsets = Map.of("feature", 3, "subsets", 100, "subset_size", 40, "degree", 2);
        Map<String, ?> whole = Map.of("feature", 3, "subsets", 1, "subset_size", 80, "degree", 2);
        Shown some = Shown.to("kernel_inception_distance", subsets);
        Shown all = Shown.to("kernel_inception_distance", whole);
        for (int i = 0; i < 80; i++) {
            double[] real = {random.nextGaussian(), random.nextGaussian(), 1};
            double[] other = {random.nextGaussian() + 1, random.nextGaussian(), 1};
            some.features(true, real).features(false, other);
            all.features(true, real).features(false, other);
        }
        double deviation = ((Value.Scalar) some.part("kid_std")).value();
        double expected = ((Value.Scalar) all.part("kid_mean")).value();
        assertThat(deviation).isPositive();
        // The subsets are not independent, but their mean lies well within one deviation of one of them.
        assertThat(((Value.Scalar) some.part("kid_mean")).value()).isCloseTo(expected, within(deviation));
    }

    @Test
    void rowsPastTheirBytesAreNotForgottenInSilence() {
        Shown shown = Shown.to("kernel_inception_distance", Map.of("feature", 2, "subset_size", 2, "max_bytes", 48));
        shown.features(true, 1, 2).features(true, 3, 4).features(false, 1, 2).features(false, 3, 4);
        assertThat(shown.value()).isInstanceOf(Value.Named.class);
        assertThat(shown.features(true, 5, 6).whyUndefined()).isEqualTo(Value.Code.OVERFLOW);
    }

    @Test
    void aSureAndEvenHandedNetworkScoresItsNumberOfClasses() {
        Input features = Features.FEATURES;
        Shown shown = Shown.to("inception_score", Map.of("feature", 3, "splits", 1));
        for (int i = 0; i < 3; i++) {
            double[] logits = new double[3];
            logits[i] = 1000;
            shown.row(Map.of(features, Cell.Numbers.vector(logits, DataType.FLOAT32)));
        }
        assertThat(((Value.Scalar) shown.part("inception_score_mean")).value()).isCloseTo(3, within(1e-12));
        assertThat(shown.part("inception_score_std"))
                .isInstanceOfSatisfying(
                        Value.Undefined.class, none -> assertThat(none.code()).isEqualTo(Value.Code.TOO_FEW));
    }

    @Test
    void partsOfTheRowsAreDrawnByTheirPositions() {
        Shown shown = Shown.to("inception_score", Map.of("feature", 4, "splits", 3));
        Random random = new Random(2);
        for (int i = 0; i < 60; i++) {
            double[] logits = random.doubles(4, -2, 2).toArray();
            shown.row(Map.of(Features.FEATURES, Cell.Numbers.vector(logits, DataType.FLOAT32)));
        }
        assertThat(((Value.Scalar) shown.part("inception_score_mean")).value()).isBetween(1.0, 4.0);
        assertThat(((Value.Scalar) shown.part("inception_score_std")).value()).isPositive();
    }

    @Test
    void argumentsOutOfTheirBoundsAreRefused() {
        assertThatThrownBy(() -> Shown.to("kernel_inception_distance", Map.of("coef", 0)))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("'coef' 0.0");
        assertThatThrownBy(() -> Shown.to(
                        "memorization_informed_frechet_inception_distance", Map.of("cosine_distance_eps", 1.5)))
                .hasMessageContaining("up to 1");
        assertThatThrownBy(() -> Shown.to("frechet_inception_distance", Map.of("feature_bits", 41)))
                .hasMessageContaining("at most 40");
    }
}
