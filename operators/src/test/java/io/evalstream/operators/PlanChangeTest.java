package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.sliding;
import static io.evalstream.operators.SamplePlans.tumbling;
import static io.evalstream.operators.SamplePlans.withMetrics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Partial;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plan that changes between a savepoint and the job that starts from it. */
class PlanChangeTest {

    private static final PlanSpec PLAN = plan(tumbling(10)).withLabels(labels(25, 0, 0, null));

    private static final PlanSpec BEFORE = withMetrics(PLAN, "sample_error", "sample_confusion");
    private static final PlanSpec AFTER = withMetrics(PLAN, "sample_scores", "sample_error");

    static Stream<StateBackend> backends() {
        return Stream.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend());
    }

    @ParameterizedTest
    @MethodSource("backends")
    void addedMetricsStartEmptyRemovedOnesAreForgottenAndTheOthersGoOn(StateBackend backend) throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = new WindowStory(BEFORE, backend, 1, 0, null)) {
            snapshot = windows.partial(row(BEFORE, 3, 0.5, 1))
                    .partial(row(BEFORE, 13, 0.25, 0))
                    .snapshot();
        }
        goesOnUnderTheNewPlan(backend, snapshot);
        // And once more, with nothing read in between: a heap keeps states as they were written until they are read.
        try (WindowStory windows = WindowStory.restored(AFTER, backend, 1, 0, snapshot)) {
            snapshot = windows.snapshot();
        }
        goesOnUnderTheNewPlan(backend, snapshot);
    }

    private static void goesOnUnderTheNewPlan(StateBackend backend, OperatorSubtaskState snapshot) throws Exception {
        try (WindowStory windows = WindowStory.restored(AFTER, backend, 1, 0, snapshot)) {
            windows.partial(row(AFTER, 4, 0.75, 1)).end();
            List<MetricReport> reports =
                    windows.reports().stream().filter(MetricReport::getFinal$).toList();
            assertThat(reports).hasSize(2);
            assertThat(values(reports.get(0)))
                    .containsExactly(
                            "sample_scores {\"entries\": [{\"name\": \"0.75/1\", \"value\": {\"value\": 1.0, \"interval\": null}}]}",
                            "sample_error {\"value\": " + (0.25 + 0.0625) / 2 + ", \"interval\": null}");
            assertThat(values(reports.get(1)))
                    .containsExactly(
                            "sample_scores {\"code\": \"EMPTY\", \"reason\": \"no row was counted\", \"limit\": null}",
                            "sample_error {\"value\": 0.0625, \"interval\": null}");
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aWindowThatThePlanNoLongerHasLeavesNothing() throws Exception {
        OperatorSubtaskState snapshot;
        PlanSpec two = plan(tumbling(10), sliding(20, 10)).withLabels(labels(25, 0, 0, null));
        try (WindowStory windows = WindowStory.of(two)) {
            snapshot = windows.rows(3, 1).snapshot();
        }
        try (WindowStory windows = WindowStory.restored(PLAN, 1, 0, snapshot)) {
            windows.end();
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #0 at 10: 1 rows", "tumbling-10s [0, 10) #3 at 35: 1 rows, final");
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void windowsThatNeedOtherPanesAreRefusedWithTheRemedy() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(PLAN)) {
            snapshot = windows.rows(3, 1).snapshot();
        }
        PlanSpec finer = plan(tumbling(10), sliding(15, 5)).withLabels(labels(25, 0, 0, null));
        assertThatThrownBy(() -> WindowStory.restored(finer, 2, 1, snapshot))
                .isInstanceOf(PlanException.class)
                .hasMessage("plan 'plan' cuts its windows into panes of 5s, and the state it starts from was cut into"
                        + " panes of 10s; keep windows whose steps have 10s as their greatest common divisor, rename"
                        + " the plan, or start from a new state");
        PlanSpec coarser = plan(tumbling(10), tumbling(20)).withLabels(labels(25, 0, 0, null));
        try (WindowStory windows = WindowStory.restored(coarser, 1, 0, snapshot)) {
            assertThat(windows.rows(4, 1).reach(10).said()).containsExactly("tumbling-10s [0, 10) #0 at 10: 2 rows");
        }
    }

    @Test
    void aShorterHorizonMakesWindowsFinalWithoutLosingThem() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(PLAN)) {
            snapshot = windows.rows(3, 1).reach(20).snapshot();
        }
        try (WindowStory windows = WindowStory.restored(PLAN.withLabels(labels(12, 0, 0, null)), 1, 0, snapshot)) {
            windows.end();
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #2 at 22: 1 rows, final");
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aLongerHorizonMakesWindowsFinalLater() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(PLAN)) {
            snapshot = windows.rows(3, 1).reach(20).snapshot();
        }
        try (WindowStory windows = WindowStory.restored(PLAN.withLabels(labels(95, 0, 0, null)), 1, 0, snapshot)) {
            windows.reach(70).said();
            windows.rows(3, 1).end();
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #7 at 80: 2 rows", "tumbling-10s [0, 10) #10 at 105: 2 rows, final");
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aLongerDelayPutsTheFirstReportOff() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(PLAN)) {
            snapshot = windows.rows(3, 1).snapshot();
        }
        try (WindowStory windows = WindowStory.restored(PLAN.withLabels(labels(25, 0, 15, null)), 1, 0, snapshot)) {
            windows.end();
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #0 at 25: 1 rows", "tumbling-10s [0, 10) #1 at 35: 1 rows, final");
        }
    }

    /** The partial state of one labelled row. */
    private static Partial row(PlanSpec plan, double second, double score, int target) throws Exception {
        try (FoldStory fold = new FoldStory(plan)) {
            return fold.row("v1", second, score, target).barrier().partials().get(0);
        }
    }

    private static List<String> values(MetricReport report) {
        return report.getValues().stream().map(PlanChangeTest::text).toList();
    }

    private static String text(MetricValue value) {
        return value.getName() + " " + value.getValue();
    }
}
