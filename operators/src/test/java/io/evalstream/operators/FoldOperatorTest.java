package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Panes of 10 s, labels that are waited for 30 s, and rows that wait for a second at most. */
class FoldOperatorTest {

    private static final PlanSpec PLAN = plan(tumbling(10)).withLabels(labels(30, 0, 0, null));

    @Test
    void rowsOfOnePaneLeaveAsOneStateBeforeTheWatermarkThatMayFire() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.reach(1).said();
            fold.row("v1", 3, 0.9, 1).row("v1", 5, 0.2, 0).row("v1", 12, 0.2, 0);
            assertThat(fold.said()).isEmpty();
            fold.reach(10);
            assertThat(fold.said())
                    .containsExactly("m|v1 [0: 2 rows, 2 labelled", "m|v1 [10: 1 rows, 1 labelled", "watermark 10");
            fold.reach(20);
            assertThat(fold.said()).as("they are passed on once").containsExactly("watermark 20");
        }
    }

    @Test
    void aWatermarkThatFiresNothingPassesByTheRows() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.reach(10).said();
            fold.row("v1", 3, 0.9, 1).reach(12).reach(19.999);
            assertThat(fold.said()).containsExactly("watermark 12", "watermark 19.999");
            fold.reach(20);
            assertThat(fold.said()).containsExactly("m|v1 [0: 1 rows, 1 labelled", "watermark 20");
        }
    }

    @Test
    void delayRevisionAndHorizonAreFiringTimesToo() throws Exception {
        for (PlanSpec plan : List.of(
                PLAN.withLabels(labels(30, 0, 3, null)),
                PLAN.withLabels(labels(33, 0, 0, null)),
                PLAN.withLabels(labels(30, 3, 0, null)),
                PLAN.withLabels(labels(30, 0, 0, 3L)))) {
            try (FoldStory fold = new FoldStory(plan)) {
                fold.reach(10).said();
                fold.row("v1", 3, 0.9, 1).reach(13);
                assertThat(fold.said())
                        .as(plan.labels().toString())
                        .containsExactly("m|v1 [0: 1 rows, 1 labelled", "watermark 13");
            }
        }
    }

    @Test
    void rowsLeaveBeforeABarrier() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.row("v1", 3, 0.9, 1).barrier();
            assertThat(fold.said()).containsExactly("m|v1 [0: 1 rows, 1 labelled");
            fold.barrier();
            assertThat(fold.said()).isEmpty();
        }
    }

    @Test
    void rowsLeaveAtTheEnd() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.row("v1", 3, 0.9, 1).finish();
            assertThat(fold.said()).containsExactly("m|v1 [0: 1 rows, 1 labelled");
        }
    }

    @Test
    void rowsLeaveAfterAShortWhile() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.row("v1", 3, 0.9, 1).wait(Duration.ofMillis(999));
            assertThat(fold.said()).isEmpty();
            fold.wait(Duration.ofMillis(1));
            assertThat(fold.said()).containsExactly("m|v1 [0: 1 rows, 1 labelled");

            fold.row("v1", 3, 0.9, 1).wait(Duration.ofSeconds(1));
            assertThat(fold.said()).as("the second time too").containsExactly("m|v1 [0: 1 rows, 1 labelled");
        }
    }

    @Test
    void rowsLeaveWhenTheTableIsFull() throws Exception {
        // A state of 5.6 MB: the table holds 16 of them.
        PlanSpec wide = SamplePlans.withMetrics(PLAN, "sample_wide");
        try (FoldStory fold = new FoldStory(wide)) {
            for (int pane = 0; pane < 15; pane++) {
                fold.row("v1", 10 * pane, 0.9, 1);
            }
            assertThat(fold.said()).isEmpty();
            fold.row("v1", 150, 0.9, 1);
            assertThat(fold.said()).hasSize(16).contains("m|v1 [150: 1 rows, 1 labelled");
        }
    }

    @Test
    void moreRowsThanABatchHoldsAreOneState() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            for (int i = 0; i < 5000; i++) {
                fold.row("v" + i % 3, 3, 0.9, 1);
            }
            fold.barrier();
            assertThat(fold.said())
                    .containsExactly(
                            "m|v0 [0: 1667 rows, 1667 labelled",
                            "m|v1 [0: 1667 rows, 1667 labelled",
                            "m|v2 [0: 1666 rows, 1666 labelled");
        }
    }

    @Test
    void theStateIsWhatTheRowsAddUpToHoweverTheyWereFlushed() throws Exception {
        State whole;
        try (FoldStory fold = new FoldStory(PLAN)) {
            for (int i = 0; i < 40; i++) {
                fold.row("v1", 3, 0.1 + i / 100.0, i % 3);
            }
            whole = fold.state(fold.barrier().partials().get(0));
        }
        try (FoldStory fold = new FoldStory(PLAN)) {
            State merged = Plan.compile(PLAN, Catalogue.discover()).layout().newState();
            for (int i = 39; i >= 0; i--) {
                fold.row("v1", 3, 0.1 + i / 100.0, i % 3);
                if (i % 7 == 0) {
                    fold.barrier().partials().forEach(partial -> merged.mergeBytes(partial.state()));
                }
            }
            assertThat(merged.toBytes()).isEqualTo(whole.toBytes());
        }
    }

    @Test
    void everyLookAtASeriesHasItsOwnPartial() throws Exception {
        PlanSpec plan = PLAN.withSeries(
                List.of(List.of(SeriesField.MODEL, SeriesField.VERSION), List.of(SeriesField.MODEL), List.of()));
        try (FoldStory fold = new FoldStory(plan)) {
            fold.row("v1", 3, 0.9, 1).row("v2", 3, 0.9, 1).barrier();
            assertThat(fold.said())
                    .containsExactly(
                            "m|v1 [0: 1 rows, 1 labelled",
                            "m|* [0: 1 rows, 1 labelled",
                            "*|* [0: 1 rows, 1 labelled",
                            "m|v2 [0: 1 rows, 1 labelled",
                            "m|* [0: 1 rows, 1 labelled",
                            "*|* [0: 1 rows, 1 labelled");
        }
    }

    @Test
    void aVersionNamedLikeAllOfThemCountsOnce() throws Exception {
        PlanSpec plan =
                PLAN.withSeries(List.of(List.of(SeriesField.MODEL, SeriesField.VERSION), List.of(SeriesField.MODEL)));
        try (FoldStory fold = new FoldStory(plan)) {
            fold.row("*", 3, 0.9, 1).barrier();
            assertThat(fold.said()).containsExactly("m|* [0: 1 rows, 1 labelled");
        }
    }

    @Test
    void aRowWhoseSidesDoNotFitIsADeadLetterOnceAndUnlabelled() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.row("v1", 3, 0.05, 2);
            assertThat(fold.letters()).hasSize(1);
            DeadLetter letter = fold.letters().get(0);
            assertThat(letter.getReason()).isEqualTo("OUT_OF_RANGE");
            assertThat(letter.getMessage())
                    .isEqualTo("the label of prediction 'a' does not fit it: a score below 0.1 has no class 2");
            assertThat(letter.getTopic()).isEqualTo("labels");
            assertThat(letter.getPartition()).isEqualTo(3);
            assertThat(letter.getOffset()).isEqualTo(7);
            assertThat(letter.getPlan()).isEqualTo("plan");
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap("a".getBytes(StandardCharsets.UTF_8)));

            fold.barrier();
            assertThat(fold.said()).containsExactly("m|v1 [0: 1 rows, 0 labelled");

            fold.retracted("v1", 3, 0.05, 2).barrier();
            assertThat(fold.letters()).as("taking it back is no second letter").hasSize(1);
            assertThat(fold.said()).containsExactly("m|v1 [0: -1 rows, 0 labelled");
        }
    }

    @Test
    void whatReadsNoLabelCountsAPredictionAtOnceAndOnce() throws Exception {
        PlanSpec plan = SamplePlans.withMetrics(PLAN, "sample_predictions", "sample_scores");
        MetricSet metrics = Plan.compile(plan, Catalogue.discover()).metrics();
        try (FoldStory fold = new FoldStory(plan)) {
            State state = Plan.compile(plan, Catalogue.discover()).layout().newState();
            fold.observed(fold.events().unlabelled("v1", "a", 3, 1)).barrier();
            fold.partials().forEach(partial -> state.mergeBytes(partial.state()));
            Value seen = new Value.Named(Map.of("0.5/3000", Value.scalar(1.0)));
            assertThat(metrics.compute(state)).containsEntry("sample_predictions", seen);
            assertThat(metrics.compute(state).get("sample_scores")).isInstanceOf(Value.Undefined.class);

            fold.observed(fold.events().labelled("v1", "a", 3, 0.5, 1)).barrier();
            fold.partials().forEach(partial -> state.mergeBytes(partial.state()));
            assertThat(metrics.compute(state)).containsEntry("sample_predictions", seen);
            assertThat(metrics.compute(state))
                    .containsEntry("sample_scores", new Value.Named(Map.of("0.5/1", Value.scalar(1.0))));

            fold.retracted("v1", 3, 0.5, 1).barrier();
            fold.partials().forEach(partial -> state.mergeBytes(partial.state()));
            assertThat(metrics.compute(state).values()).hasOnlyElementsOfType(Value.Undefined.class);
        }
    }

    @Test
    void whatIsTakenBackLeavesNoRowButItsPaneIsPassedOn() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            fold.observed(fold.events().unlabelled("v1", "a", 3, 1))
                    .observed(fold.events().unlabelled("v1", "a", 3, -1))
                    .barrier();
            List<Partial> partials = fold.partials();
            assertThat(partials).hasSize(1);
            assertThat(fold.state(partials.get(0)).isEmpty()).isTrue();
        }
    }

    @Test
    void aRetractionInALaterFlushUndoesTheRow() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            Plan plan = Plan.compile(PLAN, Catalogue.discover());
            State state = plan.layout().newState();
            fold.row("v1", 3, 0.9, 1)
                    .row("v1", 4, 0.3, 0)
                    .barrier()
                    .retracted("v1", 3, 0.9, 1)
                    .barrier();
            fold.partials().forEach(partial -> state.mergeBytes(partial.state()));
            State alone = plan.layout().newState();
            fold.row("v1", 4, 0.3, 0).barrier().partials().forEach(partial -> alone.mergeBytes(partial.state()));

            assertThat(plan.metrics().compute(state)).isEqualTo(plan.metrics().compute(alone));
        }
    }

    @Test
    void anObservationOfAnUnknownPlanIsRefused() throws Exception {
        try (FoldStory fold = new FoldStory(PLAN)) {
            Observation stray = new Observation(
                    Events.series("other", "v1"), "a", 0, List.of(), 1, 0, 0, 0, new byte[0], null, 0, null);
            assertThatThrownBy(() -> fold.observed(stray))
                    .hasMessageContaining("'other'")
                    .hasMessageContaining("[plan]");
        }
    }
}
