package io.evalstream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.WindowSpec;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Join, fold and windows against the plain evaluator, over random inputs: the final reports have equal bytes, whatever
 * the order of arrival within the horizon, the parallelism and the failures. {@code -Dseed} tries one seed alone,
 * {@code -Dtries} says how many are tried.
 */
class OperatorsAgainstModelTest {

    private static final int TRIES = Integer.getInteger("tries", 2000);
    private static final @Nullable Long SEED = Long.getLong("seed");

    @Test
    void theFinalReportsAreThoseOfThePlainEvaluator() throws Exception {
        if (SEED != null) {
            check(SEED, new HashMapStateBackend());
            return;
        }
        int reports = 0;
        int restores = 0;
        for (long seed = 0; seed < TRIES; seed++) {
            try {
                Outcome outcome = check(seed, new HashMapStateBackend());
                reports += outcome.reports();
                restores += outcome.restores();
            } catch (Throwable failure) {
                throw new AssertionError("fails with -Dseed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        // Or the scripts have become so tame that nothing is tried.
        assertThat(reports).isGreaterThan(10 * TRIES);
        assertThat(restores).isGreaterThan(TRIES / 4);
    }

    /** A few only: every state on disk costs a tenth of a second to open. */
    @Test
    void andSoTheyAreWithStateOnDisk() throws Exception {
        int reports = 0;
        EmbeddedRocksDBStateBackend onDisk = new EmbeddedRocksDBStateBackend();
        // Timers on disk are deleted in batches, so that some would be found among the entries that are left.
        onDisk.setPriorityQueueStateType(EmbeddedRocksDBStateBackend.PriorityQueueStateType.HEAP);
        for (long seed = -1; seed >= -12; seed--) {
            reports += check(seed, onDisk).reports();
        }
        assertThat(reports).isGreaterThan(100);
    }

    private record Outcome(int reports, int restores) {}

    private static Outcome check(long seed, StateBackend backend) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        Script script = new Script(random.split());
        Map<String, String> expected =
                new NaiveEvaluator(script.plans, script.predictions, script.labels).finalReports();

        int failures = random.nextInt(3);
        int restores = 0;
        int checkpointAt = -1;
        Pipeline.@Nullable Checkpoint checkpoint = null;
        Pipeline pipeline = start(script, random, backend, null);
        try {
            for (int at = 0; at < script.steps.size(); at++) {
                Script.Step step = script.steps.get(at);
                if (step instanceof Script.Step.Predicted predicted) {
                    pipeline.take(predicted.prediction());
                } else if (step instanceof Script.Step.Labelled labelled) {
                    pipeline.take(labelled.label());
                } else if (step instanceof Script.Step.PredictionsReach reach) {
                    pipeline.predictionsReach(reach.time());
                } else if (step instanceof Script.Step.LabelsReach reach) {
                    pipeline.labelsReach(reach.time());
                } else if (step instanceof Script.Step.Changed changed) {
                    pipeline.change(changed.change());
                } else if (step instanceof Script.Step.Wait) {
                    pipeline.waitForFolds();
                } else if (step instanceof Script.Step.Checkpoint) {
                    checkpoint = pipeline.checkpoint(at);
                    checkpointAt = at;
                }
                if (restores < failures && checkpoint != null && random.nextInt(6) == 0) {
                    pipeline.close();
                    pipeline = start(script, random, backend, checkpoint);
                    restores++;
                    at = checkpointAt;
                }
            }
            assertThat(pipeline.joinEntries()).as("ids left in the join").isZero();
            assertThat(pipeline.timers()).as("timers left").isZero();
            // A running window, and what windows have said, stay.
            if (script.plans.stream().noneMatch(OperatorsAgainstModelTest::keepsSomething)) {
                assertThat(pipeline.windowEntries())
                        .as("panes and windows left")
                        .isZero();
            }
            Map<String, String> found = FinalReports.of(pipeline.reports());
            assertThat(found.keySet()).isEqualTo(expected.keySet());
            expected.forEach((key, report) -> assertThat(found.get(key)).as(key).isEqualTo(report));
            return new Outcome(found.size(), restores);
        } finally {
            pipeline.close();
        }
    }

    private static Pipeline start(
            Script script, SplittableRandom random, StateBackend backend, Pipeline.@Nullable Checkpoint from)
            throws Exception {
        // Mostly one of each: what a single subtask does is where most can go wrong, and it is quick.
        int joins = List.of(1, 1, 1, 2, 3).get(random.nextInt(5));
        int windows = List.of(1, 1, 1, 2).get(random.nextInt(4));
        boolean isLive = random.nextBoolean() || script.plans.size() > script.plansAtStart.size();
        return new Pipeline(script.plansAtStart, isLive ? new SamplePlanText() : null, joins, windows, backend, from);
    }

    private static boolean keepsSomething(PlanSpec plan) {
        return plan.windows().stream().anyMatch(window -> window.kind() == WindowSpec.Kind.RUNNING)
                || plan.metrics().stream()
                        .anyMatch(metric -> List.of("min_max", "tracker").contains(metric.metric()));
    }
}
