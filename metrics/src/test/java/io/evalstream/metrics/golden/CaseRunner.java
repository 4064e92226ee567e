package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
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
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs a golden case: makes the metric, folds the batches, and compares what it says. */
final class CaseRunner {

    private static final double TOLERANCE = 1e-5;
    /** Steps are noisier than the whole: they rest on fewer rows. */
    private static final double STEPS_ARE_NOISIER = 10;

    private static final double SMALL_NOISE = 1e-3;
    private static final String NAME = "value";
    private static final Set<String> MINUS_ONE_IS_NOTHING = Set.of("MeanAveragePrecision", "MeanIoU");

    private final Catalogue catalogue;
    private final GoldenCase golden;
    private final List<GoldenBatch> batches;
    private final List<Rejection> rejections = new ArrayList<>();

    CaseRunner(Catalogue catalogue, GoldenCase golden) {
        this(catalogue, golden, golden.batches());
    }

    private CaseRunner(Catalogue catalogue, GoldenCase golden, List<GoldenBatch> batches) {
        this.catalogue = catalogue;
        this.golden = golden;
        this.batches = batches;
    }

    /** The verdict; an unexpected exception is a failure too. */
    Verdict run() {
        if (!isInCatalogue(golden.metric(), golden.args())) {
            return new Verdict.Absent();
        }
        try {
            Verdict verdict = golden.mustFail() ? refusal() : isWithoutRange() ? ofRanges() : values();
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
            set = metric(JudgedInput.of(batches));
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
            events.addAll(events(set, i));
        }
        if (!rejections.isEmpty()) {
            return new Verdict.Passed();
        }
        Value value = compute(set, Fold.of(set, events));
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
        MetricSet set = metric(kind);
        List<Event> events = new ArrayList<>();
        List<State> parts = new ArrayList<>();
        for (int i = 0; i < batches.size(); i++) {
            List<Event> ofBatch = events(set, i);
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
        Value value = compute(set, whole);
        int rows = batches.stream().mapToInt(GoldenBatch::size).sum();
        String difference =
                judge(agreement(), value, whole, rows, rejections, golden.merged(), golden.mergedInDouble());
        if (difference == null) {
            String inSteps = steps(kind, value);
            return inSteps == null ? new Verdict.Passed() : new Verdict.Failed(inSteps);
        }
        if (isJudgedByBatch(kind)) {
            String unexplained = judge(
                    agreement(),
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
        MetricSet set = metric(kind);
        State soFar = set.layout().newState();
        int rows = 0;
        for (int i = 0; i < golden.computedAfterEach().size(); i++) {
            rejections.clear();
            soFar.merge(Fold.of(set, events(set, i)));
            rows += batches.get(i).size();
            String difference = judge(
                    stepAgreement(merged, batches.subList(0, i + 1)),
                    compute(set, soFar),
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
        String difference = judge(agreement(), merged, all, rows, rejections, golden.merged(), golden.mergedInDouble());
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
        return judge(
                stepAgreement(merged, rows),
                value,
                state,
                size,
                rejections,
                expected.get(index),
                MissingNode.getInstance());
    }

    private @Nullable String step(int index, @Nullable String kind, Value merged) {
        MetricSet set = metric(kind);
        rejections.clear();
        State state = Fold.of(set, events(set, index));
        Value value = compute(set, state);
        String difference = judge(
                stepAgreement(merged, List.of(batches.get(index))),
                value,
                state,
                batches.get(index).size(),
                rejections,
                golden.steps().get(index),
                MissingNode.getInstance());
        return difference == null ? null : "step_values[" + index + "]:" + difference;
    }

    private @Nullable String judge(
            Agreement agreement,
            Value value,
            State state,
            int rows,
            List<Rejection> rejected,
            JsonNode expected,
            JsonNode inDouble) {
        if (!rejected.isEmpty()) {
            Rejection first = rejected.get(0);
            boolean undeclaredNaN = first.reason() == Rejection.Reason.NOT_A_NUMBER && expected.isTextual();
            return expected.isNull() || undeclaredNaN
                    ? null
                    : " " + rejected.size() + " rows were rejected, the first with: " + first.message();
        }
        if (value instanceof Value.Undefined undefined && undefined.code() == Value.Code.EMPTY && state.isEmpty()) {
            if (rows == 0 || everyRowIsIgnored() || saysNothing(expected)) {
                return null;
            }
        }
        return agreement.difference(value, expected, inDouble);
    }

    private Agreement agreement() {
        return new Agreement(TOLERANCE, MINUS_ONE_IS_NOTHING.contains(golden.metric()));
    }

    /**
     * How a step is compared. The file says how far float32 is off in the merged value, not in the steps. A step may be off
     * by some times as much, and by what its own rows make float32 lose; where float32 lost the merged value, the numbers of
     * the steps say nothing.
     */
    private Agreement stepAgreement(Value merged, List<GoldenBatch> rows) {
        Agreement exact = agreement();
        boolean lost = golden.isNoisy() && exact.difference(merged, golden.merged()) != null;
        double noise = golden.json().path("f32_noise").asDouble(0);
        double tolerance =
                TOLERANCE + Conditioning.float32Error(rows) + (noise < SMALL_NOISE ? STEPS_ARE_NOISIER * noise : 0);
        return new Agreement(lost ? Double.POSITIVE_INFINITY : tolerance, exact.minusOneIsNothing());
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
            MetricSet own = metric(JudgedInput.of(List.of(batches.get(i))));
            // The layouts differ in nothing but the kind in the names of their slots, so the bytes fit.
            state.mergeBytes(Fold.of(own, events(own, i)).toBytes());
        }
        return compute(set, state);
    }

    private boolean isWithoutRange() {
        return BatchRange.isMissing(golden.args(), golden.metric(), catalogue);
    }

    /** Without a range the plan is refused; with that of each batch, which TorchMetrics takes, the values must be the same. */
    private Verdict ofRanges() {
        if (!isRefused(golden.args())) {
            return new Verdict.Failed("expected a plan without a range to be refused, but it was taken");
        }
        byte[] sum = {};
        String difference = null;
        for (int i = 0; i < batches.size() && difference == null; i++) {
            MetricSet set = metric(BatchRange.in(golden.args(), batches.get(i)), null);
            State state = Fold.of(set, events(set, i));
            difference =
                    agreement().difference(compute(set, state), golden.steps().get(i));
            if (sum.length > 0) {
                // The layouts differ in nothing but the range in the names of their slots, so the bytes fit.
                state.mergeBytes(sum);
            }
            sum = state.toBytes();
            if (difference == null && i == batches.size() - 1) {
                difference = agreement().difference(compute(set, state), golden.merged(), golden.mergedInDouble());
            }
        }
        return difference == null
                ? new Verdict.Differs("TorchMetrics takes the range of the images from each batch; a plan must give it")
                : new Verdict.Failed("with the ranges of the batches:" + difference);
    }

    private boolean isRefused(Map<String, Object> args) {
        try {
            metric(args, null);
            return false;
        } catch (PlanException refused) {
            return true;
        }
    }

    private MetricSet metric(@Nullable String kind) {
        return metric(golden.args(), kind);
    }

    private MetricSet metric(Map<String, Object> given, @Nullable String kind) {
        Map<String, Object> args = JudgedInput.in(given, golden.metric(), kind, catalogue);
        return MetricSet.of(Map.of(NAME, catalogue.create(golden.metric(), args, Map.of())));
    }

    /** The rows of a batch that the metric takes; the others go to the rejections. A row's position is its batch and place. */
    private List<Event> events(MetricSet set, int batch) {
        List<Event> events = new ArrayList<>();
        int place = 0;
        for (Row row : batches.get(batch).rows(set.schema())) {
            Rejection rejection = set.schema().check(row);
            if (rejection == null) {
                events.add(new Event(row, 1, batch, place));
            } else {
                rejections.add(rejection);
            }
            place++;
        }
        return events;
    }

    private static Value compute(MetricSet set, State state) {
        return Objects.requireNonNull(set.compute(state).get(NAME));
    }

    private boolean everyRowIsIgnored() {
        JsonNode ignored = golden.json().path("args").path("ignore_index");
        return ignored.isNumber()
                && batches.stream()
                        .flatMap(batch -> batch.numbers("target").stream())
                        .flatMapToDouble(cell -> java.util.Arrays.stream(cell.values()))
                        .allMatch(target -> target == ignored.doubleValue());
    }

    /** True for nothing but zeros, NaN and null: what TorchMetrics says of an empty state. */
    private static boolean saysNothing(JsonNode expected) {
        if (expected.isContainerNode()) {
            for (JsonNode inner : expected) {
                if (!saysNothing(inner)) {
                    return false;
                }
            }
            return true;
        }
        return !expected.isNumber() || expected.doubleValue() == 0;
    }

    private boolean isInCatalogue(String metric, Object args) {
        if (!catalogue.has(metric)) {
            return false;
        }
        return nested(args).stream().allMatch(catalogue::has);
    }

    private static List<String> nested(@Nullable Object value) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> names.addAll(nested(element)));
        } else if (value instanceof Map<?, ?> map) {
            if (map.get("metric") instanceof String name && map.containsKey("args")) {
                names.add(name);
            }
            map.values().forEach(inner -> names.addAll(nested(inner)));
        }
        return names;
    }
}
