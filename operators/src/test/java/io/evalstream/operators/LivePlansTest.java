package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.EventTimeSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.intake.Arrived;
import io.evalstream.operators.intake.IntakeSerializers;
import io.evalstream.operators.intake.LiveIntake;
import io.evalstream.operators.intake.PlanRegister;
import io.evalstream.operators.intake.Published;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.Prediction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which published plans take effect, from when on, and which plan a prediction then has. */
class LivePlansTest {

    private static final PlanText TEXT = new SamplePlanText();
    private static final PlanSpec FIRST =
            plan(tumbling(10)).withLabels(labels(25, 0, 0, null)).withEventTime(disorder(2));

    @Test
    void aNewPlanCountsFromTheBeginningAndAChangedOneFromTheNextPane() throws Exception {
        try (Register register = new Register(null)) {
            register.reach(33).publish(named("other", List.of("x")));
            register.publish(FIRST.withVersion(2));
            assertThat(register.said()).containsExactly("other v1 from the beginning", "plan v2 from 40");
            register.publish(FIRST.withVersion(3).withEffectiveFrom(Instant.ofEpochSecond(70)));
            register.reach(75).end("plan").end("plan").end("unknown");
            assertThat(register.said()).containsExactly("plan v3 from 70", "plan v3 ends at 80");
            assertThat(register.letters()).isEmpty();
        }
    }

    @Test
    void whatWouldChangeWhatWasCountedIsRefusedAndTheOldPlanStays() throws Exception {
        try (Register register = new Register(null)) {
            register.reach(33)
                    .publish(FIRST.withVersion(2).withEffectiveFrom(Instant.ofEpochSecond(33)))
                    .publish(FIRST.withVersion(1).withLabels(labels(5, 0, 0, null)))
                    .publish(named("thief", List.of("m")))
                    .publish(named("trained", List.of("x")).withWindows(List.of(WindowSpec.steps())))
                    .publish(FIRST.withVersion(2).withEffectiveFrom(Instant.ofEpochSecond(50)))
                    .publish(FIRST.withVersion(3).withEffectiveFrom(Instant.ofEpochSecond(45)));
            assertThat(register.said()).containsExactly("plan v2 from 50");
            assertThat(register.letters())
                    .containsExactly(
                            "plan 'plan': effective_from is 1970-01-01T00:00:33Z, and event time has reached"
                                    + " 1970-01-01T00:00:33Z, so predictions of that time have been counted; give a later"
                                    + " time, or leave it out",
                            "plan 'plan': version 1 came, and version 1 is known; raise `version`",
                            "plan 'thief': model 'm' belongs to plan 'plan'; a model has one plan, so change that one, or"
                                    + " publish it without the model",
                            "plan 'trained': has windows of steps or epochs, which are fixed when the job starts; publish"
                                    + " it without them, and start the job with a plan of their own",
                            "plan 'plan': effective_from is 1970-01-01T00:00:45Z, and version 2 counts from"
                                    + " 1970-01-01T00:00:50Z; give a later time");
        }
    }

    @Test
    void whatIsKnownIsKnownAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (Register register = new Register(null)) {
            register.reach(33).publish(FIRST.withVersion(2)).said();
            snapshot = register.snapshot();
        }
        try (Register register = new Register(snapshot)) {
            register.publish(FIRST.withVersion(2)).publish(FIRST.withVersion(3));
            // A millisecond after version 2, which never counts then.
            assertThat(register.said()).containsExactly("plan v3 from 40");
            assertThat(register.letters()).isEmpty();
        }
    }

    @Test
    void aPredictionHasThePlanOfItsTimeAlsoAfterARestore() throws Exception {
        OperatorSubtaskState snapshot;
        PlanChange change = new PlanChange(
                "plan", 2, 40_000, TEXT.write(FIRST.withVersion(2).withEffectiveFrom(Instant.ofEpochSecond(40))));
        try (TwoInputStreamOperatorTestHarness<Arrived, PlanChange, Incoming> intake = intake(null)) {
            intake.processElement1(new StreamRecord<>(prediction(45)));
            intake.processElement2(new StreamRecord<>(change));
            intake.processElement2(new StreamRecord<>(change));
            intake.processElement1(new StreamRecord<>(prediction(39)));
            intake.processElement1(new StreamRecord<>(prediction(45)));
            // A copy for each key group, between the rows of before and after.
            assertThat(words(intake)).containsExactly("plan@45", "planned v2", "plan@39", "plan@2@45");
            snapshot = intake.snapshot(1, 1);
        }
        try (TwoInputStreamOperatorTestHarness<Arrived, PlanChange, Incoming> intake = intake(snapshot)) {
            intake.processElement1(new StreamRecord<>(prediction(39)));
            intake.processElement1(new StreamRecord<>(prediction(45)));
            assertThat(words(intake)).containsExactly("plan@39", "plan@2@45");
        }
    }

    private static EventTimeSpec disorder(long seconds) {
        return new EventTimeSpec(Duration.ofSeconds(seconds), Duration.ofMinutes(5));
    }

    private static PlanSpec named(String name, List<String> models) {
        return PlanSpec.of(name, models, Map.of(), FIRST.metrics(), FIRST.windows())
                .withEventTime(disorder(2));
    }

    private static SourceRecord source() {
        return new SourceRecord(null, null, List.of(), "plans", 0, 0, -1);
    }

    private static Arrived prediction(long second) {
        Prediction prediction = Prediction.newBuilder()
                .setPredictionId("id")
                .setModelId(Events.MODEL)
                .setEventTime(Instant.ofEpochSecond(second))
                .setScores(List.of(0.5))
                .build();
        return new Arrived.Decoded(prediction, source());
    }

    private static TwoInputStreamOperatorTestHarness<Arrived, PlanChange, Incoming> intake(
            @Nullable OperatorSubtaskState state) throws Exception {
        var harness = new TwoInputStreamOperatorTestHarness<>(
                new CoProcessOperator<>(LiveIntake.ofPredictions(List.of(FIRST), TEXT)), 8, 1, 0);
        harness.setup(Serializers.INCOMING.createSerializer(new SerializerConfigImpl()));
        if (state != null) {
            harness.initializeState(state);
        }
        harness.open();
        return harness;
    }

    private static List<String> words(TwoInputStreamOperatorTestHarness<Arrived, PlanChange, Incoming> intake) {
        List<String> words = new ArrayList<>();
        for (Incoming incoming : intake.extractOutputValues()) {
            String word = incoming instanceof Incoming.Prediction prediction
                    ? prediction.series().plan() + "@" + Events.seconds(prediction.eventTime())
                    : "planned v" + ((Incoming.Planned) incoming).change().version();
            if (words.isEmpty() || !words.get(words.size() - 1).equals(word)) {
                words.add(word);
            }
        }
        intake.getOutput().clear();
        return words;
    }

    /** A register of a job that was started with the first plan. */
    private static final class Register implements AutoCloseable {

        private final TwoInputStreamOperatorTestHarness<Published, Arrived, PlanChange> harness;

        Register(@Nullable OperatorSubtaskState state) throws Exception {
            harness = new TwoInputStreamOperatorTestHarness<>(
                    new PlanRegister<Arrived>(List.of(FIRST), List.of(FIRST), Map.of(), TEXT));
            harness.setup(PlanSerializers.CHANGE.createSerializer(new SerializerConfigImpl()));
            if (state != null) {
                harness.initializeState(state);
            }
            harness.open();
        }

        Register publish(PlanSpec spec) throws Exception {
            return publish(new Published.Plan(spec.plan(), TEXT.write(spec), source()));
        }

        Register end(String plan) throws Exception {
            return publish(new Published.Plan(plan, null, source()));
        }

        private Register publish(Published.Plan plan) throws Exception {
            // What travels is what is read back.
            var serializer = IntakeSerializers.PUBLISHED.createSerializer(new SerializerConfigImpl());
            assertThat(serializer.copy(plan).toString()).isEqualTo(plan.toString());
            harness.processElement1(new StreamRecord<>(plan));
            return this;
        }

        Register reach(long second) throws Exception {
            harness.processWatermark2(new Watermark(1000 * second));
            return this;
        }

        List<String> said() {
            List<String> said = new ArrayList<>();
            for (PlanChange change : harness.extractOutputValues()) {
                said.add(change.plan() + " v" + change.version()
                        + (change.from() == Long.MIN_VALUE
                                ? " from the beginning"
                                : (change.text() == null ? " ends at " : " from ") + change.from() / 1000));
            }
            harness.getOutput().clear();
            return said;
        }

        List<String> letters() {
            var letters = harness.getSideOutput(Outputs.DEAD_LETTERS);
            return letters == null
                    ? List.of()
                    : letters.stream()
                            .map(letter -> letter.getValue().getMessage())
                            .toList();
        }

        OperatorSubtaskState snapshot() throws Exception {
            return harness.snapshot(1, 1);
        }

        @Override
        public void close() throws Exception {
            harness.close();
        }
    }
}
