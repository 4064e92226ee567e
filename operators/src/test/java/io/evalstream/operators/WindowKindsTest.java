package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.GateSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Undefined;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions, counts, slices and gates; labels are waited for 20 s unless a story says otherwise. */
class WindowKindsTest {

    private static final PlanSpec SESSIONS =
            plan(WindowSpec.session(Duration.ofSeconds(5))).withLabels(labels(20, 0, 0, null));
    private static final PlanSpec COUNTS = plan(WindowSpec.count(3)).withLabels(labels(20, 0, 0, null));
    private static final PlanSpec SLICES = plan(tumbling(10))
            .withLabels(labels(20, 0, 0, null))
            .withSlices(List.of(new SliceSpec(List.of("c"), Map.of(), Map.of(), 2)));

    @Test
    void aSessionLastsUntilThereIsAPause() throws Exception {
        try (WindowStory windows = WindowStory.of(SESSIONS)) {
            windows.rows(1, 1).rows(5.5, 1).rows(10, 1).rows(15, 1).reach(100);
            assertThat(windows.said())
                    .containsExactly(
                            "session-5s [1, 15) #0 at 15: 3 rows",
                            "session-5s [15, 20) #0 at 20: 1 rows",
                            "session-5s [1, 15) #4 at 35: 3 rows, final",
                            "session-5s [15, 20) #4 at 40: 1 rows, final");
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void sessionsThatAPredictionJoinsAreOneAndTheOtherIsWithdrawn() throws Exception {
        try (WindowStory windows = WindowStory.of(SESSIONS)) {
            windows.rows(1, 1).rows(9, 1).reach(16);
            assertThat(windows.said())
                    .containsExactly("session-5s [1, 6) #0 at 10: 1 rows", "session-5s [9, 14) #0 at 15: 1 rows");
            windows.rows(5, 1);
            assertThat(windows.said())
                    .singleElement()
                    .asString()
                    .startsWith("session-5s [9, ")
                    .endsWith("withdrawn");
            windows.reach(100);
            assertThat(windows.said())
                    .containsExactly(
                            "session-5s [1, 14) #1 at 20: 3 rows", "session-5s [1, 14) #4 at 35: 3 rows, final");
        }
    }

    @Test
    void aSessionThatGoesOnAndOnDoesNotGrow() throws Exception {
        try (WindowStory windows = WindowStory.of(SESSIONS)) {
            int most = 0;
            for (int second = 0; second < 400; second += 3) {
                windows.rows(second, 1).reach(second);
                most = Math.max(most, windows.entries());
            }
            // Panes of 5 s that labels may still change, the session itself, and what has been taken over of it.
            assertThat(most).isLessThan(12);
            windows.end();
            assertThat(windows.said()).last().asString().contains("[0, 404)").contains(": 134 rows, final");
            assertThat(windows.entries()).isZero();
        }
    }

    @Test
    void rowsAreCountedInTheOrderOfTheirTimesWhateverTheOrderInWhichTheyCame() throws Exception {
        try (WindowStory windows = WindowStory.of(COUNTS)) {
            windows.row(9, 1).row(2, 7).row(2, -7).row(4, 1).reach(50).row(70, 1);
            assertThat(windows.said()).isEmpty();
            windows.reach(80);
            assertThat(windows.reports()).singleElement().satisfies(report -> {
                assertThat(WindowStory.words(report)).isEqualTo("count-3 [2, 4.001) #0 at 80: 3 rows, final");
                assertThat(report.getWindow().getNumber()).isEqualTo(1);
            });
            windows.end();
            assertThat(windows.said()).containsExactly("count-3 [9, 70.001) #0 at 140: 2 rows, final");
            assertThat(windows.entries()).isZero();
        }
    }

    @Test
    void onlyASliceThatChangedIsReportedAgain() throws Exception {
        try (WindowStory windows = WindowStory.of(SLICES)) {
            windows.slice("c=1", 3, 1, 0).slice("c=2", 4, 2, 0).reach(10);
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #0 at 10: 3 rows",
                            "tumbling-10s [0, 10) #0 at 10: 1 rows, c=1",
                            "tumbling-10s [0, 10) #0 at 10: 2 rows, c=2");
            windows.slice("c=2", 4, 1, 0).reach(20);
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #1 at 20: 4 rows", "tumbling-10s [0, 10) #1 at 20: 3 rows, c=2");
        }
    }

    @Test
    void aSliceThatIsNoLongerToldApartIsWithdrawnAndCountsAmongTheOthers() throws Exception {
        try (WindowStory windows = WindowStory.of(SLICES)) {
            windows.slice("c=1", 3, 1, 0)
                    .slice("c=2", 4, 2, 0)
                    .slice("c=3", 5, 4, 0)
                    .reach(10);
            List<String> first = windows.said();
            assertThat(first).hasSize(4).anyMatch(words -> words.endsWith("c=<other>"));
            // So many that both that were told apart are displaced by smaller hashes.
            for (int i = 4; i < 60; i++) {
                windows.slice("c=" + i, 5, 1, 0);
            }
            windows.reach(20);
            List<MetricReport> then = windows.reports();
            assertThat(then).filteredOn(MetricReport::getWithdrawn).isNotEmpty();
            assertThat(then.stream()
                            .filter(report -> !report.getSlice().isEmpty() && !report.getWithdrawn())
                            .mapToLong(report -> report.getCounts().getPredictions())
                            .sum())
                    .isEqualTo(1 + 2 + 4 + 56);
            windows.reach(100);
            assertThat(windows.entries()).isZero();
        }
    }

    @Test
    void valuesThatRestOnTooLittleAreHeldBackWithTheReason() throws Exception {
        GateSpec gates = new GateSpec(3, 0.5, Duration.ofSeconds(15));
        try (WindowStory windows = WindowStory.of(SLICES.withGates(gates))) {
            windows.slice("c=1", 3, 8, 2).reach(10);
            assertThat(reasons(windows)).containsOnly("2 labelled predictions; the plan wants 3");
            windows.slice("c=1", 3, 2, 1).reach(20);
            assertThat(reasons(windows))
                    .containsOnly("3 of 10 predictions are labelled; the plan wants a share of 0.5");
            windows.slice("c=1", 3, 1, 0).reach(30);
            // The share of labels has been waited for long enough; what there is counts.
            assertThat(reasons(windows)).containsOnly("no row was counted");
        }
    }

    private static List<String> reasons(WindowStory windows) {
        return windows.reports().get(0).getValues().stream()
                .map(value -> value.getValue() instanceof Undefined undefined ? undefined.getReason() : "a value")
                .toList();
    }
}
