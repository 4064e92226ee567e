package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.cumulative;
import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.running;
import static io.evalstream.operators.SamplePlans.sliding;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;

/** Windows of 10 s; labels are waited for 25 s and a changed window is reported every 10 s, unless a story says otherwise. */
class WindowOperatorTest {

    private static final PlanSpec PLAN = plan(tumbling(10)).withLabels(labels(25, 0, 0, null));

    @Test
    void aWindowIsReportedWhenItEnds() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            windows.rows(3, 2).rows(9, 1).reach(9.999);
            assertThat(windows.said()).isEmpty();
            windows.reach(10);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #0 at 10: 3 rows");
        }
    }

    @Test
    void aDelayPutsTheFirstReportOff() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN.withLabels(labels(25, 0, 7, null)))) {
            windows.rows(3, 2).reach(16.999);
            assertThat(windows.said()).isEmpty();
            windows.rows(4, 1).reach(17);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #0 at 17: 3 rows");
            windows.rows(4, 1).reach(100);
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #1 at 27: 4 rows", "tumbling-10s [0, 10) #2 at 35: 4 rows, final");
        }
    }

    @Test
    void whereTheDelayIsLongerThanLabelsAreWaitedForTheFirstReportIsTheLast() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN.withLabels(labels(25, 0, 30, null)))) {
            windows.rows(3, 2).reach(39).rows(3, 1).reach(40);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #0 at 40: 3 rows, final");
            windows.reach(41);
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aWindowThatChangesIsReportedAgainAtItsNextTickAndOnlyThen() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            windows.rows(3, 1).reach(12).said();
            windows.rows(3, 1).reach(15).rows(3, 1).reach(19.999);
            assertThat(windows.said()).isEmpty();
            windows.reach(20);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #1 at 20: 3 rows");
        }
    }

    @Test
    void reviseEverySaysHowOftenAtMost() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN.withLabels(labels(25, 0, 0, 4L)))) {
            windows.rows(3, 1);
            for (int second = 10; second <= 35; second++) {
                windows.reach(second).rows(3, second < 22 ? 1 : 0);
                if (second == 22) {
                    windows.said();
                }
            }
            // A partial may change nothing that counts; its window counts as changed all the same.
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #4 at 26: 13 rows",
                            "tumbling-10s [0, 10) #5 at 30: 13 rows",
                            "tumbling-10s [0, 10) #6 at 34: 13 rows",
                            "tumbling-10s [0, 10) #7 at 35: 13 rows, final");
        }
    }

    @Test
    void aTickAtWhichNothingChangedIsSkipped() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN.withLabels(labels(25, 0, 0, 5L)))) {
            windows.rows(3, 1).reach(10).said();
            windows.reach(24).rows(3, 1).reach(34);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #3 at 25: 2 rows");
            windows.reach(35);
            assertThat(windows.said()).containsExactly("tumbling-10s [0, 10) #5 at 35: 2 rows, final");
        }
    }

    @Test
    void theFinalRevisionIsTheSameWhicheverTicksWentBefore() throws Exception {
        try (WindowStory often = WindowStory.of(PLAN);
                WindowStory once = WindowStory.of(PLAN)) {
            often.rows(3, 1)
                    .reach(10)
                    .rows(3, 1)
                    .reach(20)
                    .rows(3, 1)
                    .reach(30)
                    .rows(3, 1)
                    .reach(40);
            once.rows(3, 4).reach(40);

            List<MetricReport> reports = often.reports();
            assertThat(reports).hasSize(4);
            assertThat(once.reports()).hasSize(2).last().isEqualTo(reports.get(3));
            assertThat(WindowStory.words(reports.get(3))).isEqualTo("tumbling-10s [0, 10) #3 at 35: 4 rows, final");
        }
    }

    @Test
    void aWatermarkThatJumpsFiresEveryTickInOrder() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            windows.rows(13, 2).rows(3, 1).end();
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-10s [0, 10) #0 at 10: 1 rows",
                            "tumbling-10s [10, 20) #0 at 20: 2 rows",
                            "tumbling-10s [0, 10) #3 at 35: 1 rows, final",
                            "tumbling-10s [10, 20) #3 at 45: 2 rows, final");
        }
    }

    @Test
    void aFinalWindowIsNeverReportedAgain() throws Exception {
        try (WindowStory windows =
                WindowStory.of(plan(tumbling(10), tumbling(60)).withLabels(labels(25, 0, 0, null)))) {
            windows.rows(3, 1).reach(35).said();
            // The pane lives on for the longer window, but the shorter one has been final.
            windows.rows(3, 1).end();
            assertThat(windows.said())
                    .containsExactly(
                            "tumbling-1m [0, 60) #0 at 60: 2 rows", "tumbling-1m [0, 60) #1 at 85: 2 rows, final");
            assertThat(windows.counted()).isEqualTo(Map.of("late_for_window", 1L));
        }
    }

    @Test
    void rowsOfAPaneThatHasExpiredAreCountedAndLeaveNoTrace() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            windows.rows(3, 1).reach(35).said();
            windows.rows(3, 1).reach(100);
            assertThat(windows.said()).isEmpty();
            assertThat(windows.counted()).isEqualTo(Map.of("late_partials", 1L));
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aSeriesIsReportedByItself() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            windows.rows("v1", 3, 1).rows("v2", 3, 2).reach(10);
            assertThat(windows.reports())
                    .extracting(report ->
                            report.getModelVersion() + ": " + report.getCounts().getPredictions())
                    .containsExactlyInAnyOrder("v1: 1", "v2: 2");
        }
    }

    @Test
    void aReportSaysHowLongLabelsTook() throws Exception {
        try (WindowStory windows = WindowStory.of(PLAN)) {
            Plan plan = Plan.compile(PLAN, Catalogue.discover());
            State state = plan.layout().newState();
            for (int second = 1; second <= 100; second++) {
                Coverage.add(state, 1, 1, 0, 0);
                Coverage.addDelay(state, 1000L * second, 1);
            }
            windows.partial(new Partial(Events.series("plan", "v1"), "", 0, null, state.toBytes()))
                    .reach(10);
            MetricReport report = windows.reports().get(0);
            // The middles of the 16ths of a power of two in which 50 s and 99 s lie.
            assertThat(report.getLabelDelayP50()).isEqualTo(50.1755);
            assertThat(report.getLabelDelayP99()).isEqualTo(100.3515);
        }
    }

    @Test
    void aSlidingWindowIsAUnionOfPanes() throws Exception {
        try (WindowStory windows = WindowStory.of(plan(sliding(30, 10)).withLabels(labels(0, 0, 0, null)))) {
            windows.rows(3, 1).rows(13, 10).rows(33, 100).end();
            assertThat(windows.said())
                    .containsExactly(
                            "sliding-30s-10s [-20, 10) #0 at 10: 1 rows, final",
                            "sliding-30s-10s [-10, 20) #0 at 20: 11 rows, final",
                            "sliding-30s-10s [0, 30) #0 at 30: 11 rows, final",
                            "sliding-30s-10s [10, 40) #0 at 40: 110 rows, final",
                            "sliding-30s-10s [20, 50) #0 at 50: 100 rows, final",
                            "sliding-30s-10s [30, 60) #0 at 60: 100 rows, final");
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aCumulativeWindowGrowsAndStartsAnew() throws Exception {
        try (WindowStory windows = WindowStory.of(plan(cumulative(30, 10)).withLabels(labels(0, 0, 0, null)))) {
            windows.rows(3, 1).rows(13, 10).rows(33, 100).end();
            List<MetricReport> reports = windows.reports();
            assertThat(reports)
                    .extracting(WindowStory::words)
                    .containsExactly(
                            "cumulative-30s-10s [0, 10) #0 at 10: 1 rows, final",
                            "cumulative-30s-10s [0, 20) #0 at 20: 11 rows, final",
                            "cumulative-30s-10s [0, 30) #0 at 30: 11 rows, final",
                            "cumulative-30s-10s [30, 40) #0 at 40: 100 rows, final",
                            "cumulative-30s-10s [30, 50) #0 at 50: 100 rows, final",
                            "cumulative-30s-10s [30, 60) #0 at 60: 100 rows, final");
            assertThat(reports)
                    .extracting(report -> report.getWindow().getNumber())
                    .containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
            assertThat(windows.entries()).isZero();
            assertThat(windows.timers()).isZero();
        }
    }

    @Test
    void aRunningWindowIsReportedByPeriodAndFinalAtTheEndOfTheInput() throws Exception {
        try (WindowStory windows = WindowStory.of(plan(running(10)).withLabels(labels(25, 0, 0, null)))) {
            windows.rows(3, 1).reach(9).rows(13, 10).reach(10);
            assertThat(windows.said()).containsExactly("running-10s [0, 10) #1 at 10: 1 rows");
            windows.reach(20);
            assertThat(windows.said()).containsExactly("running-10s [0, 20) #2 at 20: 11 rows");
            windows.reach(25).rows(3, 100).reach(30);
            assertThat(windows.said()).as("a late row").containsExactly("running-10s [0, 30) #3 at 30: 111 rows");
            windows.reach(90);
            assertThat(windows.said()).as("nothing new").isEmpty();
            windows.end();
            assertThat(windows.said()).containsExactly("running-10s [0, 20) #2 at 20: 111 rows, final");
        }
    }

    @Test
    void aRunningWindowSealsPanesThatCannotChangeAnyMore() throws Exception {
        PlanSpec plan = plan(running(10)).withLabels(labels(25, 0, 0, null));
        try (WindowStory windows = WindowStory.of(plan)) {
            for (int second = 0; second < 1000; second += 10) {
                windows.rows(second, 1).reach(second);
            }
            assertThat(windows.timers())
                    .as("open panes, their end, the next period")
                    .isLessThan(10);
            windows.said();
            windows.reach(1100).rows(1111, 1).reach(1120);
            assertThat(windows.said())
                    .containsExactly(
                            "running-10s [0, 1000) #100 at 1000: 100 rows",
                            "running-10s [0, 1120) #112 at 1120: 101 rows");
        }
    }

    @Test
    void aRunningWindowHasNotSeenThePanesAfterItsTick() throws Exception {
        try (WindowStory windows = WindowStory.of(plan(running(10), tumbling(5)).withLabels(labels(25, 0, 0, 50L)))) {
            windows.rows(3, 1).rows(14, 10).rows(17, 100).reach(20);
            assertThat(windows.said().stream().filter(report -> report.startsWith("running")))
                    .containsExactly("running-10s [0, 10) #1 at 10: 1 rows", "running-10s [0, 20) #2 at 20: 111 rows");
        }
    }

    @Test
    void windowsBeforeTheEpochAreWindowsToo() throws Exception {
        try (WindowStory windows = WindowStory.of(
                plan(tumbling(10), sliding(20, 10), cumulative(20, 10)).withLabels(labels(0, 0, 0, null)))) {
            windows.rows(-3, 1).end();
            assertThat(windows.said())
                    .containsExactlyInAnyOrder(
                            "tumbling-10s [-10, 0) #0 at 0: 1 rows, final",
                            "sliding-20s-10s [-20, 0) #0 at 0: 1 rows, final",
                            "sliding-20s-10s [-10, 10) #0 at 10: 1 rows, final",
                            "cumulative-20s-10s [-20, 0) #0 at 0: 1 rows, final");
        }
    }

    @Test
    void aRestoreAtAnotherParallelismGoesOnWhereItLeftOff() throws Exception {
        PlanSpec plan = plan(tumbling(10), sliding(30, 10), running(10)).withLabels(labels(25, 0, 0, null));
        Map<String, String> expected = new TreeMap<>();
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(plan)) {
            beforeTheSnapshot(windows);
            snapshot = windows.snapshot();
            windows.reports();
            for (int i = 0; i < 8; i++) {
                windows.rows("v" + i, 13, 7);
            }
            keep(windows.reach(60).end().reports(), expected);
        }
        Map<String, String> found = new TreeMap<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            try (WindowStory windows = WindowStory.restored(plan, 3, subtask, snapshot)) {
                windows.reach(5);
                for (int i = 0; i < 8; i++) {
                    if (subtaskOf("v" + i, 3) == subtask) {
                        windows.rows("v" + i, 13, 7);
                    }
                }
                keep(windows.reach(60).end().reports(), found);
            }
        }
        assertThat(expected).hasSizeGreaterThan(8 * 4);
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void aRestoreDoesNotForgetWhatWasLate() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(PLAN)) {
            snapshot = windows.rows(3, 1).reach(35).snapshot();
        }
        for (int subtask = 0; subtask < 2; subtask++) {
            try (WindowStory windows = WindowStory.restored(PLAN, 2, subtask, snapshot)) {
                String version = "v1";
                for (int i = 2; subtaskOf(version, 2) != subtask; i++) {
                    version = "v" + i;
                }
                windows.rows(version, 3, 1).rows(version, 13, 1).reach(50);
                assertThat(windows.said())
                        .containsExactly(
                                "tumbling-10s [10, 20) #2 at 40: 1 rows",
                                "tumbling-10s [10, 20) #3 at 45: 1 rows, final");
                assertThat(windows.counted()).isEqualTo(Map.of("late_partials", 1L));
            }
        }
    }

    @Test
    void everyBackendGivesTheSameReports() throws Exception {
        PlanSpec plan = plan(tumbling(10), sliding(30, 10), running(10)).withLabels(labels(25, 0, 0, null));
        List<String> onHeap = reportsOn(plan, new HashMapStateBackend(), new HashMapStateBackend());
        List<String> onDisk = reportsOn(plan, new EmbeddedRocksDBStateBackend(), new EmbeddedRocksDBStateBackend());
        assertThat(onHeap).hasSizeGreaterThan(50);
        assertThat(onDisk).isEqualTo(onHeap);
    }

    private static List<String> reportsOn(PlanSpec plan, StateBackend before, StateBackend after) throws Exception {
        Map<String, String> reports = new TreeMap<>();
        OperatorSubtaskState snapshot;
        try (WindowStory windows = new WindowStory(plan, before, 1, 0, null)) {
            beforeTheSnapshot(windows);
            keep(windows.reports(), reports);
            snapshot = windows.snapshot();
        }
        try (WindowStory windows = WindowStory.restored(plan, after, 1, 0, snapshot)) {
            windows.rows("v1", 13, 7);
            keep(windows.end().reports(), reports);
        }
        return new ArrayList<>(reports.values());
    }

    private static void beforeTheSnapshot(WindowStory windows) throws Exception {
        for (int i = 0; i < 8; i++) {
            windows.rows("v" + i, 3, i).rows("v" + i, 13, 10 * i);
        }
        windows.reach(22);
        for (int i = 0; i < 8; i += 2) {
            windows.rows("v" + i, 3, 100);
        }
    }

    private static void keep(List<MetricReport> reports, Map<String, String> into) throws Exception {
        for (MetricReport report : reports) {
            String key = report.getModelVersion() + " " + WindowStory.words(report);
            assertThat(into.put(key, FinalReports.text(report))).as(key).isNull();
        }
    }

    private static int subtaskOf(String version, int parallelism) {
        SeriesKey key = Events.series("plan", version);
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, WindowStory.MAX_PARALLELISM, parallelism);
    }
}
