package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.PlanSpec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code corrections: off}; labels count for 100 s. */
class JoinWithoutCorrectionsTest {

    private static final PlanSpec PLAN = plan(tumbling(10))
            .withLabels(new LabelSpec(
                    Duration.ofSeconds(100), Duration.ZERO, Duration.ZERO, null, LabelSpec.Scope.TOPIC, false));

    @Test
    void aSecondLabelIsIgnoredAndCounted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction", "v1 a@10 +row 0.9/1 after 5");

            join.label("a", 20, 0).label("a", 15, 1);
            assertThat(join.said()).isEmpty();
            join.bothReach(120);
            assertThat(join.counted()).containsEntry("ignored_labels", 2L);
        }
    }

    @Test
    void ofLabelsThatCameBeforeThePredictionTheLatestCounts() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.label("a", 20, 0).label("a", 15, 1).prediction("v1", "a", 10, 0.9);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction +correction +row 0.9/0 after 10");
        }
    }

    @Test
    void anotherVersionStillTakesTheLabel() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1).said();

            join.prediction("v2", "a", 11, 0.2);
            assertThat(join.said()).containsExactly("v2 a@11 +prediction +row 0.2/1 after 4");
        }
    }

    @Test
    void aPredictionThatIsRepeatedAfterItsLabelIsToldFromOneThatConflicts() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1).said();

            join.prediction("v1", "a", 10, 0.9).prediction("v1", "a", 5, 0.1);
            assertThat(join.said()).isEmpty();
            join.bothReach(50);
            assertThat(join.counted()).isEqualTo(Map.of("repeated_predictions", 1L, "conflicting_predictions", 1L));
        }
    }

    @Test
    void aRestoredJoinKnowsWhatIsSettledAndForgetsItInTheEnd() throws Exception {
        try (JoinStory before = JoinStory.of(PLAN)) {
            before.prediction("v1", "a", 10, 0.9).label("a", 15, 1);
            try (JoinStory join = JoinStory.restored(PLAN, 1, 1, 0, before.snapshot())) {
                join.label("a", 20, 0);
                assertThat(join.said()).isEmpty();

                join.bothEnd();
                assertThat(join.entries()).isZero();
                assertThat(join.timers()).isZero();
                assertThat(join.unmatched()).isEmpty();
            }
        }
    }
}
