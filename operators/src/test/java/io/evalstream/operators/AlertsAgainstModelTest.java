package io.evalstream.operators;

import static io.evalstream.operators.SamplePlans.labels;
import static io.evalstream.operators.SamplePlans.plan;
import static io.evalstream.operators.SamplePlans.sliding;
import static io.evalstream.operators.SamplePlans.tumbling;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.GateSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Scalar;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What is told of a rule, over random rows, watermarks and restarts, against what follows from all reports so far: windows in a
 * row are looked for among all of them, anew at each tick. {@code -Dseed} tries one seed alone.
 */
class AlertsAgainstModelTest {

    private static final int TRIES = Integer.getInteger("tries", 150);
    private static final @Nullable Long SEED = Long.getLong("seed");
    private static final double[] SCORES = {0, 0.25, 0.5, 0.75, 1};

    private enum Judged {
        HOLDS,
        BETWEEN,
        CLEAR,
        UNKNOWN,
        WAITING
    }

    @Test
    void whatIsToldFollowsFromTheLatestReportsOfAllWindows() throws Exception {
        if (SEED != null) {
            check(SEED, new HashMapStateBackend());
            return;
        }
        Map<AlertState, Integer> told = new HashMap<>();
        for (long seed = 0; seed < TRIES; seed++) {
            try {
                check(seed, new HashMapStateBackend()).forEach(state -> told.merge(state, 1, Integer::sum));
            } catch (Throwable failure) {
                throw new AssertionError("fails with -Dseed=" + seed + ": " + failure.getMessage(), failure);
            }
        }
        // Or the stories have become so tame that nothing is tried.
        assertThat(told.keySet())
                .containsExactlyInAnyOrder(AlertState.OK, AlertState.FIRING, AlertState.INSUFFICIENT_DATA);
        assertThat(told.values()).allMatch(times -> times > TRIES / 4);
    }

    /** A few only: every state on disk costs a tenth of a second to open. */
    @Test
    void andSoItDoesWithStateOnDisk() throws Exception {
        int told = 0;
        for (long seed = -1; seed >= -6; seed--) {
            told += check(seed, new EmbeddedRocksDBStateBackend()).size();
        }
        assertThat(told).isGreaterThan(10);
    }

    private static List<AlertState> check(long seed, StateBackend backend) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        AlertSpec rule = rule(random);
        PlanSpec plan = plan(tumbling(10), sliding(20, 10))
                .withLabels(labels(random.nextInt(4) * 10L, 0, 0, random.nextBoolean() ? 5L : null))
                .withAlerts(List.of(rule))
                .withGates(new GateSpec(1, 0, random.nextBoolean() ? Duration.ofSeconds(15) : null));
        List<MetricReport> reports = new ArrayList<>();
        List<String> told = new ArrayList<>();
        List<AlertState> states = new ArrayList<>();
        WindowStory windows = new WindowStory(plan, backend, 1, 0, null);
        try {
            double now = 0;
            for (int step = 0; step < 60; step++) {
                if (random.nextInt(3) > 0) {
                    double[] scores = new double[1 + random.nextInt(2)];
                    for (int i = 0; i < scores.length; i++) {
                        scores[i] = SCORES[random.nextInt(SCORES.length)];
                    }
                    windows.scores("v" + random.nextInt(2), "", Math.max(0, now - random.nextInt(25)), scores);
                } else {
                    now += random.nextInt(random.nextInt(8) == 0 ? 60 : 12);
                    windows.reach(now);
                }
                if (random.nextInt(20) == 0) {
                    take(windows, reports, told, states);
                    var snapshot = windows.snapshot();
                    windows.close();
                    windows = WindowStory.restored(plan, backend, 1, 0, snapshot);
                }
            }
            windows.end();
            take(windows, reports, told, states);
            Map<String, AlertState> last = new TreeMap<>();
            assertThat(told).containsExactlyInAnyOrderElementsOf(expected(plan, rule, reports, last));
            assertThat(windows.timers()).isZero();
            // Only the heap can be counted. What is kept is where rules stand, and nothing where all is well.
            if (backend instanceof HashMapStateBackend) {
                assertThat(windows.entries()).isLessThanOrEqualTo(last.size());
                if (rule.forWindows() == 1 && last.values().stream().allMatch(AlertState.OK::equals)) {
                    assertThat(windows.entries()).isZero();
                }
            }
            return states;
        } finally {
            windows.close();
        }
    }

    private static AlertSpec rule(SplittableRandom random) {
        double above = 0.3;
        return new AlertSpec(
                "bad",
                "sample_error",
                null,
                above,
                null,
                null,
                null,
                random.nextBoolean() ? 0.1 : above,
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                1 + random.nextInt(3),
                List.of(),
                List.of(),
                "",
                "");
    }

    private static void take(
            WindowStory windows, List<MetricReport> reports, List<String> told, List<AlertState> states) {
        reports.addAll(windows.reports());
        for (Alert alert : windows.alerts()) {
            String window = Objects.requireNonNull(alert.getWindow()).getName();
            told.add(line(
                    alert.getModelVersion() + "/" + window,
                    alert.getState(),
                    alert.getTick().toEpochMilli()));
            states.add(alert.getState());
        }
    }

    private static String line(String series, AlertState state, long tick) {
        return series + " " + state + " at " + Events.seconds(tick);
    }

    /** The changes of state that follow from the reports, tick by tick. */
    private static List<String> expected(
            PlanSpec plan, AlertSpec rule, List<MetricReport> reports, Map<String, AlertState> last) {
        TreeMap<Long, List<MetricReport>> byTick = new TreeMap<>();
        for (MetricReport report : reports) {
            byTick.computeIfAbsent(report.getTick().toEpochMilli(), any -> new ArrayList<>())
                    .add(report);
        }
        Map<String, TreeMap<Long, MetricReport>> latest = new TreeMap<>();
        List<String> changes = new ArrayList<>();
        byTick.forEach((tick, atTick) -> {
            TreeMap<String, Boolean> touched = new TreeMap<>();
            for (MetricReport report : atTick) {
                String series =
                        report.getModelVersion() + "/" + report.getWindow().getName();
                latest.computeIfAbsent(series, any -> new TreeMap<>())
                        .put(report.getWindow().getEnd().toEpochMilli(), report);
                touched.put(series, true);
            }
            for (String series : touched.keySet()) {
                AlertState state =
                        state(rule, judged(plan, rule, latest.get(series).values(), tick));
                AlertState before = last.put(series, state);
                if (state != (before == null ? AlertState.OK : before)) {
                    changes.add(line(series, state, tick));
                }
            }
        });
        return changes;
    }

    private static List<Judged> judged(PlanSpec plan, AlertSpec rule, Collection<MetricReport> windows, long now) {
        List<Judged> judged = new ArrayList<>();
        for (MetricReport report : windows) {
            Object value = report.getValues().get(0).getValue();
            if (value instanceof Scalar scalar && report.getCounts().getLabelled() >= rule.minExamples()) {
                double number = scalar.getValue();
                judged.add(
                        number > rule.above() ? Judged.HOLDS : number <= rule.clear() ? Judged.CLEAR : Judged.BETWEEN);
            } else {
                Duration timeout = plan.gates().timeout();
                boolean isGivenUp = report.getFinal$()
                        || (timeout != null && report.getWindow().getEnd().toEpochMilli() + timeout.toMillis() <= now);
                judged.add(isGivenUp ? Judged.UNKNOWN : Judged.WAITING);
            }
        }
        return judged;
    }

    /** From the sentence that describes a rule, without going through the windows in their order. */
    private static AlertState state(AlertSpec rule, List<Judged> windows) {
        List<Judged> settled =
                windows.stream().filter(one -> one != Judged.WAITING).toList();
        int asked = rule.forWindows();
        if (settled.size() >= asked
                && settled.subList(settled.size() - asked, settled.size()).stream()
                        .allMatch(Judged.UNKNOWN::equals)) {
            return AlertState.INSUFFICIENT_DATA;
        }
        int held = Collections.lastIndexOfSubList(windows, Collections.nCopies(asked, Judged.HOLDS));
        int cleared =
                Collections.lastIndexOfSubList(windows, Collections.nCopies(rule.clearForWindows(), Judged.CLEAR));
        return held > cleared ? AlertState.FIRING : AlertState.OK;
    }
}
