package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Incoming;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.junit.jupiter.api.Test;

/** Labels count for 100 s, unless a story says otherwise. */
class LabelJoinTest {

    private static final PlanSpec PLAN = plan(tumbling(10));

    @Test
    void aLabelJoinsThePredictionThatCameBefore() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction");

            join.label("a", 15, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +row 0.9/1 after 5");
        }
    }

    @Test
    void aLabelWaitsForThePredictionThatComesAfter() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.label("a", 15, 1);
            assertThat(join.said()).isEmpty();

            join.prediction("v1", "a", 10, 0.9);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction +row 0.9/1 after 5");
        }
    }

    @Test
    void aLabelOfAnotherIdJoinsNothing() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("b", 15, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction");
        }
    }

    @Test
    void aLabelThatCameBeforeItsPredictionWasMadeHasNoDelay() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 4, 1);
            assertThat(join.observed()).last().isEqualTo("v1 a@10 +row 0.9/1 after 0");
        }
    }

    @Test
    void aRepeatedLabelIsCountedAndChangesNothingElse() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1);
            join.said();

            join.label("a", 15, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +duplicate");
            join.label("a", 15, 1);
            assertThat(join.said()).as("one more, not two").containsExactly("v1 a@10 +duplicate");
        }
    }

    @Test
    void theSameValueAtALaterTimeIsADuplicateThatMovesTheDelay() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1);
            join.said();

            join.label("a", 20, 1);
            assertThat(join.said())
                    .containsExactly("v1 a@10 -row 0.9/1 after 5", "v1 a@10 +duplicate +row 0.9/1 after 10");
        }
    }

    @Test
    void aCorrectionRetractsTheOldRowAndAddsTheNew() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 15, 1);
            join.said();

            join.label("a", 20, 0);
            assertThat(join.said())
                    .containsExactly("v1 a@10 -row 0.9/1 after 5", "v1 a@10 +correction +row 0.9/0 after 10");
        }
    }

    @Test
    void aCorrectionThatComesBeforeWhatItCorrectsStillWins() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).label("a", 20, 0);
            join.said();

            join.label("a", 15, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +correction");
        }
    }

    @Test
    void ofTwoLabelsOfOneTimeTheSameWinsInEitherOrder() throws Exception {
        try (JoinStory one = JoinStory.of(PLAN);
                JoinStory other = JoinStory.of(PLAN)) {
            one.label("a", 15, 1).label("a", 15, 2).prediction("v1", "a", 10, 0.9);
            other.label("a", 15, 2).label("a", 15, 1).prediction("v1", "a", 10, 0.9);

            assertThat(one.said()).containsExactly("v1 a@10 +prediction +correction +row 0.9/2 after 5");
            assertThat(other.said()).containsExactly("v1 a@10 +prediction +correction +row 0.9/2 after 5");
        }
    }

    @Test
    void aLabelCountsUpToTheHorizonAndNotBeyond() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).prediction("v1", "b", 10, 0.9);
            join.said();

            join.label("a", 110.001, 1);
            assertThat(join.said()).isEmpty();
            join.label("b", 110, 1);
            assertThat(join.said()).containsExactly("v1 b@10 +row 0.9/1 after 100");
        }
    }

    @Test
    void slackIsTimeToArriveAndNoLongerHorizon() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN.withLabels(labels(100, 20, 0, null)))) {
            join.prediction("v1", "a", 10, 0.9)
                    .predictionsReach(129)
                    .labelsReach(109)
                    .said();
            join.label("a", 110.001, 0);
            assertThat(join.said()).isEmpty();
            join.label("a", 110, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +row 0.9/1 after 100");
        }
    }

    @Test
    void aLabelBeyondTheHorizonCorrectsNothing() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.label("a", 120, 0).label("a", 15, 1).prediction("v1", "a", 10, 0.9);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction +row 0.9/1 after 5");
        }
    }

    @Test
    void aPredictionIsTakenUntilItExpiresAndThenCounted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.bothReach(109.999).said();
            join.prediction("v1", "a", 10, 0.9);
            assertThat(join.said()).containsExactly("v1 a@10 +prediction");

            join.bothReach(110).said();
            join.prediction("v1", "b", 10, 0.9).bothReach(111);
            assertThat(join.said()).containsExactly("watermark 111");
            assertThat(join.counted()).containsEntry("late_predictions", 1L);
        }
    }

    @Test
    void aLabelIsTakenUntilItsPredictionExpires() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).bothReach(109.999).said();
            join.label("a", 9, 1);
            assertThat(join.said()).containsExactly("v1 a@10 +row 0.9/1 after 0");

            join.bothReach(110).said();
            join.label("a", 12, 0);
            assertThat(join.said()).as("after expiry nothing reopens").isEmpty();
        }
    }

    @Test
    void aPredictionThatHasExpiredIsNotInTheWayOfANewOne() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).bothReach(110).said();

            join.prediction("v1", "a", 50, 0.8).label("a", 60, 1);
            assertThat(join.said()).containsExactly("v1 a@50 +prediction", "v1 a@50 +row 0.8/1 after 10");
            join.prediction("v1", "a", 50, 0.8);
            assertThat(join.said()).as("a repetition of the new one").isEmpty();
        }
    }

    @Test
    void aLabelWithoutPredictionIsForgottenAndCounted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.label("a", 10, 1).bothReach(200);
            assertThat(join.entries()).isZero();
            assertThat(join.counted()).isEqualTo(Map.of("unmatched_labels", 1L));

            join.label("a", 100, 1).bothReach(201);
            assertThat(join.entries()).isZero();
            assertThat(join.counted()).containsEntry("late_labels", 1L);
        }
    }

    @Test
    void oneLabelServesEveryVersionThatPredicted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("champion", "a", 10, 0.9).prediction("challenger", "a", 12, 0.2);
            join.said();

            join.label("a", 15, 1);
            assertThat(join.said())
                    .containsExactly("champion a@10 +row 0.9/1 after 5", "challenger a@12 +row 0.2/1 after 3");

            join.prediction("shadow", "a", 11, 0.4);
            assertThat(join.said()).containsExactly("shadow a@11 +prediction +row 0.4/1 after 4");
        }
    }

    @Test
    void aRepeatedPredictionCountsOnce() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.9).said();

            join.prediction("v1", "a", 10, 0.9).bothReach(11);
            assertThat(join.observed()).isEmpty();
            assertThat(join.counted()).isEqualTo(Map.of("repeated_predictions", 1L));
        }
    }

    @Test
    void ofConflictingPredictionsTheEarlierWinsAndTheOtherIsRetracted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 12, 0.9)
                    .label("a", 15, 1)
                    .label("a", 15, 1)
                    .label("a", 16, 0);
            join.said();

            join.prediction("v1", "a", 10, 0.3).bothReach(11);
            assertThat(join.observed())
                    .containsExactly(
                            "v1 a@12 -prediction -duplicate -correction -row 0.9/0 after 4",
                            "v1 a@10 +prediction +duplicate +correction +row 0.3/0 after 6");
            assertThat(join.counted()).isEqualTo(Map.of("conflicting_predictions", 1L));
        }
    }

    @Test
    void aConflictingPredictionOfALaterTimeCountsForNothing() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.3).label("a", 15, 1);
            join.said();

            join.prediction("v1", "a", 12, 0.9);
            // Its window is reported all the same, as it is where the two come in the other order.
            assertThat(join.said()).containsExactly("v1 a@12");
        }
    }

    @Test
    void ofConflictingPredictionsOfOneTimeTheSameWinsInEitherOrder() throws Exception {
        try (JoinStory one = JoinStory.of(PLAN);
                JoinStory other = JoinStory.of(PLAN)) {
            one.prediction("v1", "a", 10, 0.3).prediction("v1", "a", 10, 0.9).said();
            other.prediction("v1", "a", 10, 0.9).prediction("v1", "a", 10, 0.3).said();

            assertThat(one.label("a", 15, 1).said())
                    .containsExactlyElementsOf(other.label("a", 15, 1).said())
                    .containsExactly("v1 a@10 +row 0.3/1 after 5");
        }
    }

    @Test
    void timeIsThatOfTheSlowerInputWithSlackForLabels() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN.withLabels(labels(100, 20, 0, null)))) {
            join.predictionsReach(50);
            assertThat(join.said()).as("labels have not said anything").isEmpty();
            join.labelsReach(10);
            assertThat(join.said()).containsExactly("watermark 30");
            join.labelsReach(29);
            assertThat(join.said()).containsExactly("watermark 49");
            join.labelsReach(40);
            assertThat(join.said()).containsExactly("watermark 50");
            join.labelsReach(45);
            assertThat(join.said()).isEmpty();
        }
    }

    @Test
    void anIdleLabelInputDoesNotHoldTimeBack() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.bothReach(5).predictionsReach(50).said();
            join.labelsAre(WatermarkStatus.IDLE);
            assertThat(join.said()).containsExactly("watermark 50");
            join.predictionsReach(60);
            assertThat(join.said()).containsExactly("watermark 60");

            join.labelsAre(WatermarkStatus.ACTIVE).labelsReach(55).predictionsReach(70);
            assertThat(join.said()).as("time does not go back, and waits again").isEmpty();
            join.labelsReach(65);
            assertThat(join.said()).containsExactly("watermark 65");
        }
    }

    @Test
    void anIdlePredictionInputDoesNotHoldTimeBack() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN.withLabels(labels(100, 20, 0, null)))) {
            join.bothReach(5).labelsReach(50).said();
            join.predictionsAre(WatermarkStatus.IDLE);
            assertThat(join.said()).containsExactly("watermark 70");
        }
    }

    @Test
    void whereBothInputsAreIdleTimeStandsStillAndTheJoinIsIdle() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.bothReach(5).predictionsReach(50).said();
            join.predictionsAre(WatermarkStatus.IDLE);
            assertThat(join.said()).isEmpty();
            join.labelsAre(WatermarkStatus.IDLE);
            assertThat(join.said()).containsExactly("idle");
            join.labelsAre(WatermarkStatus.ACTIVE);
            assertThat(join.said()).containsExactly("active");
            join.labelsReach(7);
            assertThat(join.said()).containsExactly("watermark 7");
        }
    }

    @Test
    void idleInputsThatAreDrainedEndTime() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.bothReach(5).said();
            join.predictionsAre(WatermarkStatus.IDLE);
            join.labelsAre(WatermarkStatus.IDLE);
            assertThat(join.said()).containsExactly("idle");
            join.bothAreDrained();
            assertThat(join.said()).contains("active", "watermark end");
        }
    }

    @Test
    void anEndedInputDoesNotOverflowWithTheSlack() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN.withLabels(labels(100, 20, 0, null)))) {
            join.bothReach(5).said();
            join.bothEnd();
            assertThat(join.said()).containsExactly("watermark 25", "watermark end");
        }
    }

    @Test
    void afterExpiryNothingIsLeft() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            for (int i = 0; i < 50; i++) {
                join.prediction("v1", "p" + i, i, 0.5)
                        .label("p" + i, i + 3, 1)
                        .label("p" + i, i + 90, 0)
                        .label("orphan" + i, i, 1)
                        .prediction("v1", "lonely" + i, i, 0.5)
                        .prediction("v1", "lonely" + i, i - 5, 0.5);
            }
            assertThat(join.entries()).isPositive();
            assertThat(join.timers()).isPositive();

            // The last label is of second 139 and lives as long as a prediction of that time; timers are 1.5 s apart.
            join.bothReach(139 + 100 + 2);
            assertThat(join.entries()).isZero();
            assertThat(join.timers()).isZero();
        }
    }

    @Test
    void aLongerHorizonAfterARestoreDoesNotKeepIdsForEver() throws Exception {
        OperatorSubtaskState snapshot;
        try (JoinStory join = JoinStory.of(PLAN)) {
            snapshot = join.prediction("v1", "a", 10, 0.9).snapshot();
        }
        PlanSpec patient = PLAN.withLabels(labels(500, 0, 0, null));
        try (JoinStory join = JoinStory.restored(patient, 1, 1, 0, snapshot)) {
            join.bothReach(300).label("a", 200, 1);
            assertThat(join.observed()).containsExactly("v1 a@10 +row 0.9/1 after 190");

            join.bothReach(1000);
            assertThat(join.entries()).isZero();
            assertThat(join.timers()).isZero();
        }
    }

    @Test
    void anIdIsLookedAtOnceHoweverManyLabelsItHas() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.prediction("v1", "a", 10, 0.5);
            for (int second = 10; second < 90; second += 10) {
                join.label("a", second, 1);
            }
            assertThat(join.timers()).isEqualTo(1);
            join.bothReach(150);
            assertThat(join.timers())
                    .as("its last label may serve another version until 180")
                    .isEqualTo(1);
            join.bothReach(182);
            assertThat(join.timers()).isZero();
            assertThat(join.entries()).isZero();
        }
    }

    @Test
    void oneTimerServesManyIds() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            // Two ids that share a bucket.
            join.prediction("v1", "Aa", 10, 0.5).prediction("v1", "BB", 10, 0.5);
            assertThat(join.timers()).isEqualTo(1);
        }
    }

    @Test
    void aRestoreKeepsEntriesAndTheWatermarkAtAnotherParallelism() throws Exception {
        OperatorSubtaskState snapshot;
        try (JoinStory join = JoinStory.of(PLAN)) {
            for (int i = 0; i < 20; i++) {
                join.prediction("v1", "p" + i, 10, 0.9);
            }
            snapshot = join.bothReach(105).snapshot();
        }
        TreeSet<String> joined = new TreeSet<>();
        for (int subtask = 0; subtask < 2; subtask++) {
            try (JoinStory join = JoinStory.restored(PLAN, 1, 2, subtask, snapshot)) {
                join.bothReach(50);
                assertThat(join.said()).as("time does not go back").isEmpty();

                String late = idOf(subtask, "late");
                join.prediction("v1", late, 5, 0.5);
                assertThat(join.said()).as("late before, late after").isEmpty();

                for (int i = 0; i < 20; i++) {
                    if (subtaskOf("p" + i) == subtask) {
                        join.label("p" + i, 20, 1);
                    }
                }
                List<String> rows = join.observed();
                assertThat(rows).isNotEmpty().allMatch(row -> row.endsWith("@10 +row 0.9/1 after 10"));
                joined.addAll(rows);

                join.bothReach(300);
                assertThat(join.entries()).isZero();
                assertThat(join.timers()).isZero();
                assertThat(join.counted()).containsEntry("late_predictions", 1L);
            }
        }
        assertThat(joined).hasSize(20);
    }

    @Test
    void aRestoreTakesTheLargestWatermarkOfAll() throws Exception {
        OperatorSubtaskState behind;
        OperatorSubtaskState ahead;
        try (JoinStory one = JoinStory.restored(PLAN, 1, 2, 0, empty());
                JoinStory other = JoinStory.restored(PLAN, 1, 2, 1, empty())) {
            behind = one.bothReach(100).snapshot();
            ahead = other.bothReach(150).snapshot();
        }
        try (JoinStory join = JoinStory.restored(PLAN, 2, 1, 0, behind, ahead)) {
            join.prediction("v1", "a", 50, 0.5)
                    .prediction("v1", "b", 50.001, 0.5)
                    .bothReach(150);
            assertThat(join.said()).containsExactly("v1 b@50.001 +prediction");
        }
    }

    @Test
    void eachPlanHasItsOwnHorizon() throws Exception {
        PlanSpec brief = named("brief", PLAN.withLabels(labels(10, 0, 0, null)));
        PlanSpec patient = named("patient", PLAN);
        try (JoinStory join = JoinStory.of(brief, patient)) {
            join.prediction("brief", "v1", "a", 10, 0.9).prediction("patient", "v2", "a", 10, 0.8);
            join.said();
            join.label("a", 21, 1);
            assertThat(join.said()).containsExactly("v2 a@10 +row 0.8/1 after 11");

            join.bothReach(30).said();
            join.label("a", 15, 0).prediction("brief", "v3", "a", 10, 0.7);
            assertThat(join.said()).as("brief has expired").containsExactly("v2 a@10 +correction");
        }
    }

    @Test
    void moreLabelsThanAnyIdHasAreIgnoredAndCounted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            for (int i = 0; i < 64; i++) {
                join.label("a", i, 0);
            }
            join.label("a", 64, 1).prediction("v1", "a", 10, 0.9).bothReach(11);
            assertThat(join.observed()).containsExactly("v1 a@10 +prediction +63 duplicates +row 0.9/0 after 53");
            assertThat(join.counted()).isEqualTo(Map.of("ignored_labels", 1L));
        }
    }

    @Test
    void aPredictionOfAPlanThatTheJobLacksIsCounted() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            join.take(new Incoming.Prediction(Events.series("gone", "v1"), "a", 10_000, List.of(), new byte[0]))
                    .bothReach(11);
            assertThat(join.said()).containsExactly("watermark 11");
            assertThat(join.counted()).isEqualTo(Map.of("predictions_without_plan", 1L));
            assertThat(join.entries()).isZero();
        }
    }

    static PlanSpec named(String name, PlanSpec plan) {
        return PlanSpec.of(name, List.of(name, Events.MODEL), plan.arguments(), plan.metrics(), plan.windows())
                .withSeries(plan.series())
                .withLabels(plan.labels());
    }

    private static OperatorSubtaskState empty() throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            return join.snapshot();
        }
    }

    private static int subtaskOf(String id) {
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                LabelJoin.bucketOf(id), JoinStory.MAX_PARALLELISM, 2);
    }

    private static String idOf(int subtask, String stem) {
        for (int i = 0; ; i++) {
            if (subtaskOf(stem + i) == subtask) {
                return stem + i;
            }
        }
    }
}
