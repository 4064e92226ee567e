package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.running;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.GateSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import java.time.Duration;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Windows of 10 s whose labels are waited for 20 s; a score by x too high has the error x². */
class AlertsTest {

    private static final double BAD = 1;
    private static final double BETWEEN = 0.5;
    private static final double GOOD = 0.25;

    /** Holds above 0.5, and no longer at 0.1. */
    private static AlertSpec above(int forWindows, int clearForWindows, int minExamples) {
        return rule(0.5, null, 0.1, forWindows, clearForWindows, minExamples, List.of());
    }

    private static AlertSpec rule(
            double above,
            AlertSpec.@Nullable Change change,
            @Nullable Double clear,
            int forWindows,
            int clearForWindows,
            int minExamples,
            List<String> slices) {
        return new AlertSpec(
                "bad",
                "sample_error",
                null,
                above,
                null,
                change,
                null,
                clear,
                forWindows,
                clearForWindows,
                minExamples,
                List.of(),
                slices,
                "page",
                "the model is off");
    }

    private static PlanSpec with(AlertSpec rule, WindowSpec... windows) {
        return plan(windows.length == 0 ? new WindowSpec[] {tumbling(10)} : windows)
                .withLabels(labels(20, 0, 0, null))
                .withAlerts(List.of(rule));
    }

    /** A window of each score, one after another, each reported before the next begins. */
    private static WindowStory inTurn(WindowStory windows, double... scores) throws Exception {
        for (int i = 0; i < scores.length; i++) {
            windows.scores(10 * i + 3, scores[i]).reach(10 * i + 10);
        }
        return windows;
    }

    @Test
    void aRuleFiresWhenItHoldsAndIsOkWhenTheValueIsBack() throws Exception {
        try (WindowStory windows = WindowStory.of(with(rule(0.5, null, null, 1, 1, 1, List.of())))) {
            inTurn(windows, GOOD, BAD, GOOD, BAD, GOOD);
            List<Alert> alerts = windows.alerts();
            assertThat(alerts)
                    .extracting(Alert::getState, Alert::getMessage)
                    .containsExactly(
                            tuple(AlertState.FIRING, "sample_error is 1, above 0.5"),
                            tuple(AlertState.OK, "sample_error is 0.0625, not above 0.5"),
                            tuple(AlertState.FIRING, "sample_error is 1, above 0.5"),
                            tuple(AlertState.OK, "sample_error is 0.0625, not above 0.5"));
            assertThat(alerts.get(0)).satisfies(alert -> {
                assertThat(alert.getKind()).isEqualTo("threshold");
                assertThat(alert.getRule()).isEqualTo("bad");
                assertThat(alert.getModelVersion()).isEqualTo("v1");
                assertThat(alert.getMetric()).isEqualTo("sample_error");
                assertThat(alert.getValue()).isEqualTo(1);
                assertThat(alert.getReference()).isEqualTo(0.5);
                assertThat(alert.getSeverity()).isEqualTo("page");
                assertThat(alert.getSummary()).isEqualTo("the model is off");
            });
            windows.reach(100);
            assertThat(windows.told()).isEmpty();
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void betweenBothLevelsARuleStaysAsItIs() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(1, 1, 1)))) {
            inTurn(windows, BETWEEN, BAD, BETWEEN, GOOD, BETWEEN);
            assertThat(windows.told())
                    .containsExactly(
                            "bad FIRING [10, 20) at 20: sample_error is 1, above 0.5",
                            "bad OK [30, 40) at 40: sample_error is 0.0625, not above 0.1");
        }
    }

    @Test
    void itTakesSoManyWindowsInARowToFireAndToBeOkAgain() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(2, 2, 1)))) {
            inTurn(windows, BAD, BETWEEN, BAD, BAD, GOOD, BETWEEN, GOOD, GOOD);
            assertThat(windows.told())
                    .containsExactly(
                            "bad FIRING [30, 40) at 40: sample_error is 1, above 0.5, in 2 windows in a row",
                            "bad OK [70, 80) at 80: sample_error is 0.0625, not above 0.1");
        }
    }

    @Test
    void aWindowWithoutEnoughExamplesIsWaitedForUntilItIsFinal() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(1, 1, 2)))) {
            windows.scores(3, BAD).reach(29);
            assertThat(windows.told()).isEmpty();
            windows.reach(30);
            assertThat(windows.told())
                    .containsExactly("bad INSUFFICIENT_DATA [0, 10) at 30: sample_error is not known: 1 labelled"
                            + " predictions; the rule wants 2");
            windows.scores(33, BAD, BAD).reach(40);
            assertThat(windows.told()).containsExactly("bad FIRING [30, 40) at 40: sample_error is 1, above 0.5");
            windows.scores(43, BAD).reach(70);
            assertThat(windows.told()).hasSize(1).first().asString().startsWith("bad INSUFFICIENT_DATA [40, 50) at 70");
            // It goes on where it stood before data lacked.
            windows.scores(73, BETWEEN, BETWEEN).reach(80);
            assertThat(windows.told())
                    .containsExactly(
                            "bad FIRING [70, 80) at 80: sample_error is 0.25, not above 0.5 but still above 0.1");
        }
    }

    @Test
    void orUntilThePlanNoLongerWaitsForLabels() throws Exception {
        PlanSpec impatient = with(above(1, 1, 2)).withGates(new GateSpec(1, 0, Duration.ofSeconds(15)));
        try (WindowStory windows = WindowStory.of(impatient)) {
            windows.scores(3, BAD).scores(13, BAD).reach(20);
            assertThat(windows.told()).isEmpty();
            windows.scores(13, BAD).reach(30);
            // The first window ended more than 15 s ago, but a later one has its examples.
            assertThat(windows.told()).containsExactly("bad FIRING [10, 20) at 30: sample_error is 1, above 0.5");
            windows.scores(33, BAD).scores(33, BAD).reach(40);
            windows.scores(43, BAD).reach(59);
            assertThat(windows.told()).isEmpty();
            windows.scores(53, BAD).reach(70);
            assertThat(windows.told()).hasSize(1).first().asString().startsWith("bad INSUFFICIENT_DATA [");
        }
    }

    @Test
    void whatLateLabelsChangeIsJudgedAnew() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(2, 1, 1)))) {
            inTurn(windows, BAD, BAD);
            assertThat(windows.told())
                    .containsExactly("bad FIRING [10, 20) at 20: sample_error is 1, above 0.5, in 2 windows in a row");
            windows.scores(3, 0, 0, 0, 0).reach(30);
            assertThat(windows.told())
                    .containsExactly(
                            "bad OK [0, 10) at 30: sample_error is 0.2, not above 0.5 but" + " still above 0.1");
            windows.scores(23, BAD).reach(40);
            assertThat(windows.told())
                    .containsExactly("bad FIRING [20, 30) at 40: sample_error is 1, above 0.5, in 2 windows in a row");
        }
    }

    @Test
    void aChangeIsJudgedAgainstTheWindowBefore() throws Exception {
        AlertSpec rule = rule(0.5, new AlertSpec.Change("previous_window", false), null, 1, 1, 1, List.of());
        try (WindowStory windows = WindowStory.of(with(rule))) {
            inTurn(windows, BETWEEN, BAD, BAD);
            List<Alert> alerts = windows.alerts();
            assertThat(alerts)
                    .extracting(Alert::getMessage)
                    .containsExactly(
                            "sample_error is 1 after 0.25 in the window before, a change of 0.75, above 0.5",
                            "sample_error is 1 after 1 in the window before, a change of 0, not above 0.5");
            assertThat(alerts.get(0).getKind()).isEqualTo("change");
            assertThat(alerts.get(0).getReference()).isEqualTo(0.25);
        }
    }

    @Test
    void aChangeAgainstAnEarlierTimeFollowsLateLabelsOfThatTime() throws Exception {
        AlertSpec rule = rule(0.5, new AlertSpec.Change("20s", true), null, 1, 1, 1, List.of());
        try (WindowStory windows = WindowStory.of(with(rule))) {
            inTurn(windows, BETWEEN, BAD, BAD);
            assertThat(windows.told())
                    .containsExactly(
                            "bad FIRING [20, 30) at 30: sample_error is 1 after 0.25 in the window 20s earlier,"
                                    + " a change of 3 of it, above 0.5");
            windows.scores(3, 2).reach(39);
            assertThat(windows.told()).isEmpty();
        }
        try (WindowStory windows = WindowStory.of(with(rule).withLabels(labels(40, 0, 0, null)))) {
            inTurn(windows, BETWEEN, BAD, BAD).scores(3, BAD, BAD, BAD);
            windows.told();
            windows.reach(40);
            assertThat(windows.told())
                    .containsExactly(
                            "bad OK [20, 30) at 40: sample_error is 1 after 0.8125 in the window 20s earlier, a"
                                    + " change of 0.230769 of it, not above 0.5");
        }
    }

    @Test
    void aChangeFromNothingIsNotKnown() throws Exception {
        AlertSpec rule = rule(0.5, new AlertSpec.Change("previous_window", true), null, 1, 1, 1, List.of());
        try (WindowStory windows = WindowStory.of(with(rule))) {
            inTurn(windows, 0, BAD).reach(40);
            assertThat(windows.told())
                    .containsExactly(
                            "bad INSUFFICIENT_DATA [0, 10) at 30: sample_error of the window before is not known: no"
                                    + " row was counted in the window before");
            windows.reach(50);
            assertThat(windows.told()).isEmpty();
        }
    }

    @Test
    void slicesAreJudgedEachByItselfWhereARuleAsksForThem() throws Exception {
        PlanSpec plan = with(rule(0.5, null, null, 1, 1, 1, List.of("c")))
                .withSlices(List.of(SliceSpec.by("c"), SliceSpec.by("d")));
        try (WindowStory windows = WindowStory.of(plan)) {
            windows.scores("v1", "", 3, BAD, 0, 0)
                    .scores("v1", "c=1", 3, BAD)
                    .scores("v1", "c=2", 3, 0)
                    .scores("v1", "d=1", 3, BAD)
                    .reach(10);
            assertThat(windows.told()).containsExactly("bad FIRING [0, 10) at 10, c=1: sample_error is 1, above 0.5");
        }
    }

    @Test
    void eachReportOfARunningWindowIsAWindowOfItsOwn() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(2, 1, 1), running(10)))) {
            inTurn(windows, BAD, BAD, 0, 0, 0);
            assertThat(windows.told())
                    .containsExactly("bad FIRING [0, 20) at 20: sample_error is 1, above 0.5, in 2 windows in a row");
            for (int i = 5; i < 20; i++) {
                windows.scores(10 * i + 3, 0).reach(10 * i + 10);
            }
            assertThat(windows.told()).hasSize(1).first().asString().startsWith("bad OK [0, 200) at 200");
        }
    }

    @Test
    void theLastReportOfARunningWindowIsNoOther() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(2, 1, 1), running(10)))) {
            inTurn(windows, BAD).end();
            assertThat(windows.said()).hasSize(2).last().asString().endsWith("final");
            assertThat(windows.told()).isEmpty();
        }
    }

    @Test
    void aSessionThatIsNoLongerOneCountsNoLonger() throws Exception {
        try (WindowStory windows = WindowStory.of(with(above(1, 1, 1), WindowSpec.session(Duration.ofSeconds(5))))) {
            windows.scores(1, 0, 0).scores(9, BAD).reach(16);
            assertThat(windows.told()).containsExactly("bad FIRING [9, 14) at 15: sample_error is 1, above 0.5");
            windows.scores(5, 0);
            assertThat(windows.told()).containsExactly("bad OK [9, 14) at 14: the window is no longer one");
            windows.reach(100);
            assertThat(windows.entries()).isZero();
        }
    }

    @Test
    void noChangeIsToldTwiceNorForgottenInARestart() throws Exception {
        PlanSpec plan = with(above(2, 2, 1));
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(plan)) {
            inTurn(windows, BAD, BAD, GOOD);
            assertThat(windows.told()).hasSize(1);
            snapshot = windows.snapshot();
        }
        try (WindowStory windows = WindowStory.restored(plan, 1, 0, snapshot)) {
            windows.scores(33, GOOD).reach(40);
            assertThat(windows.told()).containsExactly("bad OK [30, 40) at 40: sample_error is 0.0625, not above 0.1");
            windows.reach(100);
            assertThat(windows.entries()).isZero();
        }
    }
}
