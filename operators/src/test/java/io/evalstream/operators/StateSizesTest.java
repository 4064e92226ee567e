package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static io.evalstream.operators.SamplePlans.withMetrics;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.PlanSpec;
import java.util.List;
import java.util.Locale;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.junit.jupiter.api.Test;

/**
 * What waits and what is remembered takes the bytes that docs/operations.md says, in a checkpoint, and nothing once the
 * horizon has passed. A plan with one number for each prediction, and labels that count for 100 s.
 */
class StateSizesTest {

    private static final PlanSpec PLAN =
            withMetrics(plan(tumbling(10)), "sample_error", "sample_confusion").withLabels(labels(100, 0, 0, null));
    private static final int ROWS = 20_000;

    @Test
    void aPredictionThatWaitsTakesWhatIsDocumented() throws Exception {
        double waiting = bytesInTheJoin(ROWS, false) / (double) ROWS;
        double labelled = bytesInTheJoin(ROWS, true) / (double) ROWS;
        System.out.printf(
                Locale.ROOT, "bytes of a prediction in the join: %.1f; with its label %.1f%n", waiting, labelled);
        assertThat(waiting).isBetween(85.0, 105.0);
        assertThat(labelled).isBetween(110.0, 130.0);
    }

    @Test
    void aPaneTakesWhatItsStateTakesAndAShortKey() throws Exception {
        double pane = bytesOfPanes(200, 1) / 200.0;
        double ofAnotherSeries = bytesOfPanes(1, 200) / 200.0;
        System.out.printf(
                Locale.ROOT, "bytes of a pane: %.1f; with a series of its own: %.1f%n", pane, ofAnotherSeries);
        // Its timers and the window that it opens are counted with it.
        assertThat(pane).isBetween(190.0, 230.0);
        assertThat(ofAnotherSeries).isBetween(250.0, 290.0);
    }

    /** Bytes by which a checkpoint of the join grows with so many predictions. */
    private static long bytesInTheJoin(int predictions, boolean areLabelled) throws Exception {
        try (JoinStory join = JoinStory.of(PLAN)) {
            // The first id makes the join name its states, which then stay in every checkpoint.
            join.prediction("v1", "first", 10, 0.5).bothReach(1_000);
            long empty = bytes(List.of(join.snapshot()));
            for (int i = 0; i < predictions; i++) {
                join.prediction("v1", "prediction-" + (100_000 + i), 1_010, i / (double) predictions);
                if (areLabelled) {
                    join.label("prediction-" + (100_000 + i), 1_020, i % 3);
                }
            }
            long full = bytes(List.of(join.snapshot()));
            join.bothReach(2_000);
            assertThat(join.entries()).as("entries after the horizon").isZero();
            assertThat(join.timers()).as("timers after the horizon").isZero();
            assertThat(bytes(List.of(join.snapshot())))
                    .as("bytes after the horizon")
                    .isEqualTo(empty);
            return full - empty;
        }
    }

    /** Bytes by which a checkpoint of the windows grows with so many panes of so many series. */
    private static long bytesOfPanes(int panes, int series) throws Exception {
        Events events = new Events(List.of(PLAN));
        try (Pipeline pipeline = new Pipeline(List.of(PLAN), null, 1, 1, new HashMapStateBackend(), null)) {
            long empty = bytes(pipeline.checkpoint(1).windows());
            for (int pane = 0; pane < panes; pane++) {
                for (int model = 0; model < series; model++) {
                    String id = pane + "-" + model;
                    pipeline.take(events.prediction("plan", "v" + (1_000 + model), id, 10 * pane, 0.5));
                    pipeline.take(events.label(id, 10 * pane, 1));
                }
            }
            long full = bytes(pipeline.checkpoint(2).windows());
            pipeline.predictionsReach(1_000_000_000);
            pipeline.labelsReach(1_000_000_000);
            assertThat(pipeline.windowEntries())
                    .as("panes and windows after the horizon")
                    .isZero();
            assertThat(pipeline.timers()).as("timers after the horizon").isZero();
            return full - empty;
        }
    }

    private static long bytes(List<OperatorSubtaskState> subtasks) {
        return subtasks.stream().mapToLong(OperatorSubtaskState::getStateSize).sum();
    }
}
