package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs a golden case: makes the metric, folds the batches, and compares what it says. */
final class CaseRunner {

    private final Catalogue catalogue;
    private final GoldenCase golden;
    private final List<GoldenBatch> batches;
    private final CaseMetric metric;
    private final CaseJudge judge;
    private final List<Rejection> rejections = new ArrayList<>();

    CaseRunner(Catalogue catalogue, GoldenCase golden) {
        this(catalogue, golden, golden.batches());
    }

    private CaseRunner(Catalogue catalogue, GoldenCase golden, List<GoldenBatch> batches) {
        this.catalogue = catalogue;
        this.golden = golden;
        this.batches = batches;
        metric = new CaseMetric(catalogue, golden, batches);
        judge = new CaseJudge(golden, batches);
    }

    /** The verdict; an unexpected exception is a failure too. */
    Verdict run() {
        if (!metric.isKnown()) {
            return new Verdict.Absent();
        }
        try {
            Verdict verdict = golden.mustFail()
                    ? refusal()
                    : RangelessCase.isOne(metric) ? new RangelessCase(metric, judge).run() : values();
            return verdict instanceof Verdict.Failed && TiedScores.areIn(batches) ? untied(verdict) : verdict;
        } catch (RuntimeException unexpected) {
            return new Verdict.Failed("threw " + unexpected + " at "
                    + (unexpected.getStackTrace().length == 0 ? "?" : unexpected.getStackTrace()[0]));
        }
    }

    /** A failure, unless breaking the ties of detections in the order of the images gives what TorchMetrics gave. */
    private Verdict untied(Verdict failed) {
        return new CaseRunner(catalogue, golden, TiedScores.broken(batches)).values() instanceof Verdict.Passed
                ? new Verdict.Differs("TorchMetrics lets detections of equal score enter in the order of their images;"
                        + " with that order the value is the same")
                : failed;
    }

    private Verdict refusal() {
        MetricSet set;
        try {
            set = metric.set(JudgedInput.of(batches));
        } catch (PlanException refused) {
            return new Verdict.Passed();
        }
        if (golden.message().contains("full_state_update")) {
            return new Verdict.Differs("TorchMetrics refuses the metric for the way in which it keeps its states; here"
                    + " every state can be kept for each window");
        }
        GoldenCase.Stage stage = golden.errorStage();
        if (stage == GoldenCase.Stage.INIT) {
            return new Verdict.Failed(
                    "expected the arguments " + golden.args() + " to be refused, but they were taken");
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            events.addAll(metric.events(set, i, rejections));
        }
        if (!rejections.isEmpty()) {
            return new Verdict.Passed();
        }
        Value value = CaseMetric.compute(set, Fold.of(set, events));
        if (set.foldsWindows() && value instanceof Value.Undefined) {
            // TorchMetrics' forward computes, so what it refuses to fold it refuses in the update.
            return new Verdict.Passed();
        }
        // No row can be turned away where there is none.
        boolean noRow =
                golden.errorBatch() >= 0 && batches.get(golden.errorBatch()).size() == 0;
        return (stage == GoldenCase.Stage.COMPUTE || noRow) && value instanceof Value.Undefined
                ? new Verdict.Passed()
                : new Verdict.Failed(
                        stage == GoldenCase.Stage.COMPUTE
                                ? "expected undefined, found " + value
                                : "expected a row to be rejected, but all were taken; the value is " + value);
    }

    private Verdict values() {
        String kind = JudgedInput.of(batches);
        MetricSet set = metric.set(kind);
        List<Event> events = new ArrayList<>();
        List<State> parts = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            List<Event> ofBatch = metric.events(set, i, rejections);
            events.addAll(ofBatch);
            parts.add(Fold.of(set, ofBatch));
        }
        State whole = Fold.of(set, events);
        String broken = lawBroken(set, events, parts, whole);
        if (broken != null) {
            return new Verdict.Failed(broken);
        }
        if (set.foldsWindows() || set.spans().size() > 1 || WindowedCase.isRunning(golden.metric())) {
            String inWindows = windowed(set, parts);
            return inWindows == null ? new Verdict.Passed() : new Verdict.Failed(inWindows);
        }
        Value value = CaseMetric.compute(set, whole);
        int rows = batches.stream().mapToInt(GoldenBatch::size).sum();
        String difference = judge.difference(
                judge.agreement(), value, whole, rows, rejections, golden.merged(), golden.mergedInDouble());
        if (difference == null) {
            String inSteps = steps(kind, value);
            return inSteps == null ? new Verdict.Passed() : new Verdict.Failed(inSteps);
        }
        if (isJudgedByBatch(kind)) {
            String unexplained = judge.difference(
                    judge.agreement(),
                    judgedByBatch(set),
                    whole,
                    rows,
                    List.of(),
                    golden.merged(),
                    MissingNode.getInstance());
            String inSteps = steps(kind, value);
            if (unexplained == null && inSteps == null) {
                return new Verdict.Differs("TorchMetrics takes some batches for probabilities and others for logits; "
                        + "with the same choice per batch the value is the same");
            }
        }
        return new Verdict.Failed("merged_value:" + difference);
    }

    /** Compares what each batch alone says, then, where the case has them, the values after each batch. */
    private @Nullable String steps(@Nullable String kind, Value merged) {
        JsonNode steps = golden.steps();
        for (int i = 0; i < steps.size(); i++) {
            // TorchMetrics judges each batch by itself; what it says of one is compared with the same judgement.
            String own = JudgedInput.of(List.of(batches.get(i)));
            String difference = step(i, own == null ? kind : own, merged);
            if (difference != null) {
                return difference;
            }
        }
        MetricSet set = metric.set(kind);
        State soFar = set.layout().newState();
        int rows = 0;
        for (int i = 0; i < golden.computedAfterEach().size(); i++) {
            rejections.clear();
            soFar.merge(Fold.of(set, metric.events(set, i, rejections)));
            rows += batches.get(i).size();
            String difference = judge.difference(
                    judge.stepAgreement(merged, batches.subList(0, i + 1)),
                    CaseMetric.compute(set, soFar),
                    soFar,
                    rows,
                    rejections,
                    golden.computedAfterEach().get(i),
                    MissingNode.getInstance());
            if (difference != null) {
                return "compute_after_each[" + i + "]:" + difference;
            }
        }
        return null;
    }

    /** Compares what a metric over windows says when each batch is a window. */
    private @Nullable String windowed(MetricSet set, List<State> parts) {
        WindowedCase windows = new WindowedCase(set, parts, golden);
        State all = set.layout().newState();
        parts.forEach(all::merge);
        Value merged = windows.merged();
        int rows = batches.stream().mapToInt(GoldenBatch::size).sum();
        String difference = judge.difference(
                judge.agreement(), merged, all, rows, rejections, golden.merged(), golden.mergedInDouble());
        if (difference != null) {
            return "merged_value:" + difference;
        }
        for (int i = 0; i < parts.size(); i++) {
            difference = judgeStep(i, 1, merged, windows.steps().get(i), parts.get(i), golden.steps());
            if (difference == null && !golden.computedAfterEach().isMissingNode()) {
                difference = judgeStep(i, i + 1, merged, windows.afterEach().get(i), all, golden.computedAfterEach());
            }
            if (difference != null) {
                return "window " + i + ":" + difference;
            }
        }
        return null;
    }

    private @Nullable String judgeStep(
            int index, int batchCount, Value merged, Value value, State state, JsonNode expected) {
        List<GoldenBatch> rows = batches.subList(index + 1 - batchCount, index + 1);
        int size = rows.stream().mapToInt(GoldenBatch::size).sum();
        return judge.difference(
                judge.stepAgreement(merged, rows),
                value,
                state,
                size,
                rejections,
                expected.get(index),
                MissingNode.getInstance());
    }

    private @Nullable String step(int index, @Nullable String kind, Value merged) {
        MetricSet set = metric.set(kind);
        rejections.clear();
        State state = Fold.of(set, metric.events(set, index, rejections));
        Value value = CaseMetric.compute(set, state);
        String difference = judge.difference(
                judge.stepAgreement(merged, List.of(batches.get(index))),
                value,
                state,
                batches.get(index).size(),
                rejections,
                golden.steps().get(index),
                MissingNode.getInstance());
        return difference == null ? null : "step_values[" + index + "]:" + difference;
    }

    /** The same rows in batches, backwards and shuffled have the same bytes; null where they do. */
    private @Nullable String lawBroken(MetricSet set, List<Event> events, List<State> parts, State whole) {
        State merged = set.layout().newState();
        for (int i = parts.size() - 1; i >= 0; i--) {
            merged.merge(parts.get(i));
        }
        if (!merged.equals(whole)) {
            return "the merged states of the batches have other bytes than the state of all rows";
        }
        List<Event> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, new Random(golden.id().hashCode()));
        if (!Fold.of(set, shuffled).equals(whole)) {
            return "the shuffled rows have another state (seed " + golden.id().hashCode() + ")";
        }
        return null;
    }

    private boolean isJudgedByBatch(@Nullable String kind) {
        return JudgedInput.matters(golden.args(), golden.metric(), catalogue)
                && batches.stream()
                        .map(batch -> JudgedInput.of(List.of(batch)))
                        .anyMatch(own -> own != null && !own.equals(kind));
    }

    /** What the metric would say if each batch were judged by itself, as TorchMetrics does. */
    private Value judgedByBatch(MetricSet set) {
        State state = set.layout().newState();
        for (int i = 0; i < batches.size(); i++) {
            MetricSet own = metric.set(JudgedInput.of(List.of(batches.get(i))));
            // The layouts differ in nothing but the kind in the names of their slots, so the bytes fit.
            state.mergeBytes(Fold.of(own, metric.events(own, i, rejections)).toBytes());
        }
        return CaseMetric.compute(set, state);
    }
}
