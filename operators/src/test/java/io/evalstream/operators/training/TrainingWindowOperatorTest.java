package io.evalstream.operators.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.SignalSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.metrics.torch.TensorScope;
import io.evalstream.metrics.torch.TorchEngine;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.EvaluationBatch;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Tensors;
import io.evalstream.schemas.TrackedMetric;
import io.evalstream.schemas.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What becomes of ranks that die, repeat themselves or start again, and what a loop is told. */
class TrainingWindowOperatorTest {

    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static PlanSpec plan(WindowSpec... windows) {
        return PlanSpec.of(
                "plan",
                List.of("net"),
                Map.of(),
                List.of(MetricSpec.of("mean_absolute_error", "mae", Map.of())),
                List.of(windows));
    }

    private static PlanSpec both() {
        return plan(WindowSpec.steps(), WindowSpec.epochs());
    }

    @Test
    void aStepIsReportedWhenAllRanksHaveSentItAndAnEpochWhenAllHaveEnded() throws Exception {
        try (TrainingStory story = TrainingStory.of(both())) {
            story.batch(0, 0, 0, 0, 2, 1, 3).batch(0, 0, 1, 0, 2, 5);
            assertThat(story.said()).isEmpty();
            story.batch(0, 0, 0, 1, 2, 2);
            assertThat(story.said()).containsExactly("step 0: 2.0 of 3 rows, 2 batches");
            story.end(0, 0, 0, 2, 2, 3).end(0, 0, 1, 2, 2, 2);
            assertThat(story.said()).isEmpty();
            story.batch(0, 0, 1, 1, 2, 9);
            assertThat(story.said())
                    .containsExactly("step 1: 7.0 of 2 rows, 2 batches", "epoch 0: 4.0 of 5 rows, 4 batches");
            // What is kept of a run is how far it is, and the best of its metric.
            assertThat(story.entries()).isEqualTo(2);
            assertThat(story.timers()).isEqualTo(1);
            story.wait(Duration.ofDays(8));
            assertThat(story.entries() + story.timers()).isZero();
        }
    }

    @Test
    void aRankThatDiesIsNamedAfterTheTimeout() throws Exception {
        try (TrainingStory story = TrainingStory.of(both())) {
            story.batch(0, 0, 0, 0, 3, 1).end(0, 0, 0, 3, 1, 1).batch(0, 0, 0, 1, 3, 2);
            story.wait(TIMEOUT.minusMinutes(1)).batch(0, 0, 1, 1, 3, 2).wait(Duration.ofMinutes(10));
            assertThat(story.said()).isEmpty();
            story.restart().wait(TIMEOUT);
            assertThat(story.said())
                    .containsExactly(
                            "step 0: 1.5 of 2 rows, 2 batches; rank 2 sent no such step",
                            "step 1: 2.0 of 1 rows, 1 batches; rank 0 sent no such step; rank 2 sent no such step",
                            "epoch 0: 1.6666666666666667 of 3 rows, 3 batches;"
                                    + " rank 1 sent 2 batches and no end of the epoch; rank 2 sent nothing");
            story.batch(0, 0, 0, 2, 3, 7);
            assertThat(story.said()).isEmpty();
            assertThat(story.counted()).containsEntry("after_end_of_epoch", 1L);
        }
    }

    @Test
    void aMarkerThatDisagreesKeepsAnEpochOpen() throws Exception {
        try (TrainingStory story = TrainingStory.of(plan(WindowSpec.epochs()))) {
            story.batch(0, 0, 0, 0, 1, 1, 2).end(0, 0, 0, 1, 2, 4);
            story.batch(0, 0, 1, 0, 1, 1);
            assertThat(story.said()).isEmpty();
            story.wait(TIMEOUT.plusSeconds(1));
            assertThat(story.said())
                    .containsExactly("epoch 0: 1.3333333333333333 of 3 rows, 2 batches;"
                            + " rank 0 sent 3 rows, and says that they were 4");
        }
    }

    @Test
    void aCompleteEpochEndsThoseBeforeIt() throws Exception {
        try (TrainingStory story = TrainingStory.of(plan(WindowSpec.epochs()))) {
            story.batch(0, 0, 0, 0, 1, 1).end(0, 0, 0, 1, 2, 2);
            story.batch(0, 1, 0, 0, 1, 3).end(0, 1, 0, 1, 1, 1);
            assertThat(story.said())
                    .containsExactly(
                            "epoch 0: 1.0 of 1 rows, 1 batches; rank 0 sent 1 of 2 batches",
                            "epoch 1: 3.0 of 1 rows, 1 batches");
        }
    }

    @Test
    void aBatchThatComesAgainCountsOnceAndOneWithOtherContentIsReported() throws Exception {
        try (TrainingStory story = TrainingStory.of(plan(WindowSpec.epochs()))) {
            story.batch(0, 0, 0, 0, 1, 1).batch(0, 0, 0, 0, 1, 1).batch(0, 0, 0, 0, 1, 5);
            story.end(0, 0, 0, 1, 1, 1);
            assertThat(story.said()).containsExactly("epoch 0: 1.0 of 1 rows, 1 batches, 1 conflicts");
            assertThat(story.counted())
                    .containsEntry("repeated_batches", 1L)
                    .containsEntry("contradicting_batches", 1L);
        }
    }

    @Test
    void theHighestAttemptWins() throws Exception {
        try (TrainingStory story = TrainingStory.of(both())) {
            story.batch(0, 0, 0, 0, 1, 1).end(0, 0, 0, 1, 1, 1).batch(0, 1, 0, 0, 2, 1);
            assertThat(story.said()).hasSize(2);
            story.batch(1, 0, 0, 0, 1, 4).batch(0, 1, 0, 1, 2, 1).end(1, 0, 0, 1, 1, 1);
            assertThat(story.said())
                    .containsExactly(
                            "step 0 of attempt 1: 4.0 of 1 rows, 1 batches",
                            "epoch 0 of attempt 1: 4.0 of 1 rows, 1 batches");
            assertThat(story.counted()).containsEntry("of_earlier_attempts", 1L).containsEntry("attempts_replaced", 1L);
            assertThat(story.timers()).isEqualTo(1);
            story.wait(TIMEOUT.multipliedBy(2));
            assertThat(story.said()).isEmpty();
        }
    }

    @Test
    void aBatchWithABadRowIsADeadLetterThatNamesTheRowAndHoldsNothingUp() throws Exception {
        try (TrainingStory story = TrainingStory.of(both())) {
            story.batch(0, 0, 0, 0, 1, 1).batch(0, 0, 1, 0, 1, 1, Double.NaN, 2).end(0, 0, 0, 1, 2, 4);
            assertThat(story.said())
                    .containsExactly(
                            "step 0: 1.0 of 1 rows, 1 batches",
                            "step 1: undefined of 0 rows, 0 batches; the batch of rank 0 went to the dead letters",
                            "epoch 0: 1.0 of 1 rows, 1 batches; 1 batch of rank 0 went to the dead letters");
            assertThat(story.letters()).singleElement().satisfies(letter -> {
                assertThat(letter.getReason()).isEqualTo("NOT_A_NUMBER");
                assertThat(letter.getMessage())
                        .isEqualTo("step 1 of epoch 0, rank 0: row 1: preds holds NaN; expected a finite number");
                assertThat(letter.getOffset()).isEqualTo(7);
                assertThat(letter.getValue()).isNotNull();
            });
        }
    }

    @Test
    void whatIsNoBatchOfThePlanIsTurnedAwayWithItsReason() throws Exception {
        TrainingEvent.Builder event = TrainingEvent.newBuilder()
                .setRunId("r")
                .setModelId("net")
                .setStage("train")
                .setEpoch(0)
                .setEventTime(Instant.EPOCH);
        EvaluationBatch unequal = new EvaluationBatch(
                0L, List.of(Tensors.of("preds", new double[2], 2), Tensors.of("target", new double[3], 3)));
        EvaluationBatch strange = new EvaluationBatch(0L, List.of(Tensors.of("logits", new double[2], 2)));
        EvaluationBatch single = new EvaluationBatch(0L, List.of(Tensors.of("preds", new double[1])));
        try (TrainingStory story = TrainingStory.of(both())) {
            story.tell(event.setBody(unequal).build());
            story.tell(event.setBody(strange).build());
            story.tell(event.setBody(single).build());
            story.tell(event.setBody(unequal).setRank(3).setWorldSize(3).build());
            story.tell(event.setRunId("").build());
            story.tell(event.setRunId("r").setModelId("other").build());
            assertThat(story.letters())
                    .extracting(letter -> letter.getReason())
                    .containsExactly(
                            "WRONG_WIDTH",
                            "MISSING_FIELD",
                            "WRONG_WIDTH",
                            "OUT_OF_RANGE",
                            "MISSING_FIELD",
                            "UNKNOWN_MODEL");
        }
    }

    @Test
    void theEndOfTheInputIsTheEndOfWhatIsOpen() throws Exception {
        try (TrainingStory story = TrainingStory.of(plan(WindowSpec.epochs()))) {
            story.batch(0, 0, 0, 0, 2, 1).batch(0, 1, 0, 0, 2, 1).inputEnds();
            assertThat(story.said())
                    .containsExactly(
                            "epoch 0: 1.0 of 1 rows, 1 batches; rank 0 sent 1 batch and no end of the epoch;"
                                    + " rank 1 sent nothing",
                            "epoch 1: 1.0 of 1 rows, 1 batches; rank 0 sent 1 batch and no end of the epoch;"
                                    + " rank 1 sent nothing");
        }
    }

    @Test
    void theBestIsTrackedAndALoopIsToldWhatBefallsItsMetric() throws Exception {
        PlanSpec plan = plan(WindowSpec.epochs())
                .withSignals(List.of(new SignalSpec(
                        "mae",
                        "validate",
                        null,
                        "stop",
                        null,
                        0.1,
                        2,
                        0.5,
                        20.0,
                        true,
                        new SignalSpec.Plateau(1, 0.5, SignalSpec.ThresholdMode.ABS, 0))));
        try (TrainingStory story = TrainingStory.of(plan)) {
            double[] errors = {3, 2, 1.95, 30, 2.5, 0.25};
            for (int epoch = 0; epoch < errors.length; epoch++) {
                story.batch(0, epoch, 0, 0, 1, errors[epoch]).end(0, epoch, 0, 1, 1, 1);
                story.restart();
            }
            assertThat(story.alerts())
                    .extracting(alert -> alert.getWindow().getNumber() + " " + alert.getKind()
                            + (alert.getState() == AlertState.NOTICE ? "" : " " + alert.getState()))
                    .containsExactly(
                            "0 improved",
                            "1 improved",
                            // 1.95 is better than 2, by less than the delta.
                            "3 diverged FIRING",
                            "3 patience_exhausted FIRING",
                            "3 plateau",
                            "4 diverged RESOLVED",
                            "5 threshold_reached FIRING",
                            "5 improved",
                            "5 patience_exhausted RESOLVED");
            Alert exhausted = story.alerts().get(3);
            assertThat(exhausted.getRule()).isEqualTo("stop");
            assertThat(exhausted.getValue()).isEqualTo(30);
            assertThat(exhausted.getReference()).isEqualTo(2);
            assertThat(exhausted.getReferenceNumber()).isEqualTo(1);
            assertThat(exhausted.getMessage())
                    .isEqualTo("mae has not improved for 2 epochs; the best is 2.0 in epoch 1");
            MetricReport fourth = story.reports().get(4);
            assertThat(Objects.requireNonNull(fourth.getTraining()).getTracked())
                    .containsExactly(new TrackedMetric("mae", 1.95, 2L, 1.95 - 2.5));
        }
    }

    @Test
    void anEpochWithoutAValueIsTold() throws Exception {
        PlanSpec plan = PlanSpec.of(
                        "plan",
                        List.of("net"),
                        Map.of(),
                        List.of(MetricSpec.of("r2_score")),
                        List.of(WindowSpec.epochs()))
                .withSignals(List.of(SignalSpec.of("r2_score")));
        try (TrainingStory story = TrainingStory.of(plan)) {
            story.batch(0, 0, 0, 0, 1, 1).end(0, 0, 0, 1, 1, 1);
            assertThat(story.alerts()).extracting(Alert::getKind).containsExactly("not_finite");
            assertThat(story.alerts().get(0).getState()).isEqualTo(AlertState.FIRING);
        }
    }

    @Test
    void epochsWhoseStatesLieOnADeviceSayTheSame() throws Exception {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
        PlanSpec wide = PlanSpec.of(
                "plan",
                List.of("net"),
                Map.of("num_classes", 40, "input", "label"),
                List.of(MetricSpec.of("multiclass_confusion_matrix")),
                List.of(WindowSpec.steps(), WindowSpec.epochs()));
        List<String> onArrays = reports(wide, DeviceChoice.ARRAYS);
        List<String> onDevice = reports(wide, new DeviceChoice("torch:cpu", 1));
        assertThat(onDevice).isEqualTo(onArrays).hasSize(2 * (10 + 1));
        assertThat(TensorScope.open()).as("tensors that epochs left").isZero();
    }

    private static List<String> reports(PlanSpec plan, DeviceChoice device) throws Exception {
        Random random = new Random(5);
        try (TrainingStory story = new TrainingStory(plan, new HashMapStateBackend(), device)) {
            for (int epoch = 0; epoch < 2; epoch++) {
                for (int step = 0; step < 10; step++) {
                    for (int rank = 0; rank < 3; rank++) {
                        double[] classes =
                                random.doubles(8, 0, 40).map(Math::floor).toArray();
                        story.batch(0, epoch, step, rank, 3, classes);
                    }
                    if (random.nextInt(4) == 0) {
                        story.restart();
                    }
                }
                for (int rank = 0; rank < 3; rank++) {
                    story.end(0, epoch, rank, 3, 10, 80);
                }
            }
            story.reports().forEach(report -> report.setDevice(""));
            return story.reports().stream().map(MetricReport::toString).toList();
        }
    }
}
