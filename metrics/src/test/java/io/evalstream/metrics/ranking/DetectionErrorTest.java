package io.evalstream.metrics.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetectionErrorTest {

    private static final double[] SCORES = {0.1, 0.4, 0.35, 0.8};

    @Test
    void scikitLearnsExample() {
        Seen seen = Seen.by("binary_det_curve", Map.of()).binary(SCORES, 0, 0, 1, 1);
        assertThat(seen.part("fpr")).containsExactly(0.5, 0.5, 0);
        assertThat(seen.part("fnr")).containsExactly(0, 0.5, 0.5);
        assertThat(seen.part("thresholds")).containsExactly(0.35, 0.4, 0.8);
    }

    @Test
    void aPerfectRankingIsOnePoint() {
        Seen seen = Seen.by("binary_det_curve", Map.of()).binary(SCORES, 0, 1, 0, 1);
        assertThat(seen.part("fpr")).containsExactly(0);
        assertThat(seen.part("fnr")).containsExactly(0);
        assertThat(seen.part("thresholds")).containsExactly(0.4);
    }

    @Test
    void cutPointsAreAllKept() {
        Seen seen = Seen.by("binary_det_curve", Map.of("thresholds", List.of(0.0, 0.5, 1.0)))
                .binary(SCORES, 0, 0, 1, 1);
        assertThat(seen.part("fpr")).containsExactly(1, 0, 0);
        assertThat(seen.part("fnr")).containsExactly(0, 0.5, 1);
    }

    @Test
    void aRateOfNothingIsNotANumber() {
        Seen seen = Seen.by("binary_det_curve", Map.of()).binary(SCORES, 1, 1, 1, 1);
        assertThat(seen.part("fpr")).containsOnly(Double.NaN);
        assertThat(seen.part("fnr")).doesNotContain(Double.NaN);
    }
}
