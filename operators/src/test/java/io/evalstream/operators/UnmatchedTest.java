package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.PlanSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Labels count for 100 s. */
class UnmatchedTest {

    private static final PlanSpec PLAN = plan(tumbling(10));

    @Test
    void aPredictionWhoseLabelDoesNotComeIsToldWhenItExpires() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).prediction("v1", "b", 10, 0.9).label("b", 20, 1);
            join.bothReach(109);
            assertThat(join.unmatched()).isEmpty();

            join.bothReach(200);
            assertThat(join.unmatched()).containsExactly("PREDICTION a@10 of plan");
            assertThat(join.counted()).isEqualTo(Map.of("unmatched_predictions", 1L));
        }
    }

    @Test
    void aLabelThatCameTooLateDoesNotMatch() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 111, 1).bothReach(300);
            assertThat(join.unmatched()).containsExactly("PREDICTION a@10 of plan");
        }
    }

    @Test
    void aLabelWhosePredictionDoesNotComeIsToldWithItsOrigin() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.label("a", 10, 1).bothReach(200);
            assertThat(join.unmatched()).containsExactly("LABEL a@10 from labels 3 at 7");
        }
    }

    @Test
    void ofTwoVersionsThatPredictedEachIsTold() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).prediction("v2", "a", 12, 0.9).bothEnd();
            assertThat(join.unmatched()).containsExactly("PREDICTION a@10 of plan", "PREDICTION a@12 of plan");
        }
    }
}
