package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.operators.stream.Partial;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Windows of 10 s, reported again every 10 s and final after 25 s; a miss by x has the error x². */
class WindowHistoryTest {

    private static final PlanSpec SPEC = SamplePlans.withMetrics(
            SamplePlans.plan(SamplePlans.tumbling(10)).withLabels(SamplePlans.labels(25, 0, 0, null)),
            List.of(MetricSpec.of("min_max", "error", Map.of("base_metric", "sample_error"))));
    private static final Plan PLAN = Plan.compile(SPEC, Catalogue.discover());

    @Test
    void eachWindowSaysWhatTheWindowsUpToItSaid() throws Exception {
        try (WindowStory windows = WindowStory.of(SPEC)) {
            windows.partial(row(3, 0.5))
                    .partial(row(13, 0.25))
                    .partial(row(23, 1))
                    .reach(30);
            assertThat(said(windows))
                    .containsExactly(
                            "[0, 10) raw 0.25 max 0.25 min 0.25",
                            "[10, 20) raw 0.0625 max 0.25 min 0.0625",
                            "[20, 30) raw 1.0 max 1.0 min 0.0625");
        }
    }

    @Test
    void aWindowThatChangesHasLaterOpenWindowsReportedAgain() throws Exception {
        try (WindowStory windows = WindowStory.of(SPEC)) {
            windows.partial(row(3, 0.5)).partial(row(13, 0.25)).reach(20);
            said(windows);
            windows.partial(row(3, 1)).partial(row(3, 1)).reach(31);
            assertThat(said(windows)).containsExactly("[0, 10) raw 0.75 max 0.75 min 0.75");
            windows.reach(40);
            assertThat(said(windows))
                    .containsExactly(
                            "[0, 10) raw 0.75 max 0.75 min 0.75 final", "[10, 20) raw 0.0625 max 0.75 min 0.0625");
        }
    }

    @Test
    void finalWindowsAreRememberedThroughARestart() throws Exception {
        OperatorSubtaskState snapshot;
        try (WindowStory windows = WindowStory.of(SPEC)) {
            windows.partial(row(3, 0.5)).partial(row(13, 0.25)).reach(40);
            snapshot = windows.snapshot();
        }
        try (WindowStory windows = WindowStory.restored(SPEC, 1, 0, snapshot)) {
            windows.partial(row(43, 1)).end();
            assertThat(said(windows))
                    .containsExactly(
                            "[10, 20) raw 0.0625 max 0.25 min 0.0625 final",
                            "[40, 50) raw 1.0 max 1.0 min 0.0625",
                            "[40, 50) raw 1.0 max 1.0 min 0.0625 final");
            assertThat(windows.entries())
                    .as("one history of one kind of window")
                    .isEqualTo(1);
        }
    }

    private static Partial row(double second, double score) {
        Batch batch = new Batch(PLAN.metrics().schema());
        batch.append(
                new Row(PLAN.metrics().schema())
                        .set(Input.PREDS, Cell.Numbers.scalar(score, DataType.FLOAT64))
                        .set(Input.TARGET, Cell.Numbers.scalar(0, DataType.INT64)),
                1,
                0,
                0);
        try (StateTable table =
                new ArraysDevice().newTable(PLAN.layout(), PLAN.metrics().statistics())) {
            table.add();
            table.update(batch, new int[1]);
            return new Partial(
                    Events.series("plan", "v1"),
                    "",
                    PLAN.paneOf(Events.milliseconds(second)),
                    null,
                    table.read(0).toBytes());
        }
    }

    private static List<String> said(WindowStory windows) {
        return windows.reports().stream().map(WindowHistoryTest::words).toList();
    }

    private static String words(MetricReport report) {
        NamedValues values = (NamedValues) report.getValues().get(0).getValue();
        return "[" + Events.seconds(report.getWindow().getStart().toEpochMilli()) + ", "
                + Events.seconds(report.getWindow().getEnd().toEpochMilli()) + ") "
                + values.getEntries().stream().map(WindowHistoryTest::words).collect(Collectors.joining(" "))
                + (report.getFinal$() ? " final" : "");
    }

    private static String words(MetricValue value) {
        return value.getName() + " " + ((Scalar) value.getValue()).getValue();
    }
}
