package io.evalstream.operators;

import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.operators.stream.Incoming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A job's input, drawn at random: plans, predictions and labels in some order of arrival within the horizon, and
 * watermarks as high as that order allows. Some records come too late for anything.
 */
final class Script {

    /** Something that happens to a pipeline. */
    sealed interface Step {
        record Predicted(Incoming.Prediction prediction) implements Step {}

        record Labelled(Incoming.Label label) implements Step {}

        record PredictionsReach(long time) implements Step {}

        record LabelsReach(long time) implements Step {}

        record Wait() implements Step {}

        record Checkpoint() implements Step {}
    }

    private static final long HALF_SECOND = 500;
    private static final int SPAN = 160;
    /** Metrics of the catalogue: sums, moments, and keys that stay when their rows are taken back. */
    private static final List<String> REAL =
            List.of("mean_squared_error", "r2_score", "pearson_corrcoef", "spearman_corrcoef", "kendall_rank_corrcoef");
    /** Metrics of other windows' rows and values, and one that reads the ids of rows. */
    private static final List<MetricSpec> OVER_WINDOWS = List.of(
            MetricSpec.of("running", "running", Map.of("base_metric", "sample_error", "window", 3)),
            MetricSpec.of("change", "change", Map.of("metric", "sample_error")),
            MetricSpec.of("change", "earlier", Map.of("metric", "sample_confusion", "against", "15s")),
            MetricSpec.of("min_max", "min_max", Map.of("base_metric", "sample_error")),
            MetricSpec.of("tracker", "tracker", Map.of("metric", "sample_error")),
            MetricSpec.of("bootstrap", "bootstrap", Map.of("base_metric", "sample_error", "num_bootstraps", 5)),
            MetricSpec.of("bootstrap", "scores", Map.of("base_metric", medianOf("preds"), "num_bootstraps", 5)),
            MetricSpec.of("running", "delays", Map.of("base_metric", medianOf("label_delay"), "window", 2)));
    /** How much longer the last prediction of an id may stay open than the first. */
    private static final long LONGEST_LIFE = 60_000;

    final List<PlanSpec> plans = new ArrayList<>();
    final List<Step> steps = new ArrayList<>();
    /** Records that came in time. */
    final List<Incoming.Prediction> predictions = new ArrayList<>();

    final List<Incoming.Label> labels = new ArrayList<>();

    private final SplittableRandom random;
    private final Events events;
    /** By id, the watermark by which everything of that id has come. */
    private final Map<String, Long> deadlines = new HashMap<>();

    private final long longestRetention;
    private final long slack;
    private long predictionWatermark = Long.MIN_VALUE;
    private long labelWatermark = Long.MIN_VALUE;

    Script(SplittableRandom random) {
        this.random = random;
        plans.add(plan("plan"));
        if (random.nextInt(4) == 0) {
            plans.add(plan("other"));
        }
        events = new Events(plans);
        longestRetention = plans.stream()
                .mapToLong(plan -> plan.labels().retention())
                .max()
                .getAsLong();
        slack = plans.stream()
                .mapToLong(plan -> plan.labels().slack().toMillis())
                .max()
                .getAsLong();
        int ids = 1 + random.nextInt(12);
        for (int id = 0; id < ids; id++) {
            draw("id" + id);
        }
        arrange();
        steps.add(new Step.PredictionsReach(Long.MAX_VALUE));
        steps.add(new Step.LabelsReach(Long.MAX_VALUE));
    }

    private static Map<String, Object> medianOf(String numbers) {
        return Map.of("metric", "quantile", "args", Map.of("q", 0.5, "of", numbers, "relative_error", 0.1));
    }

    private PlanSpec plan(String name) {
        List<WindowSpec> windows = new ArrayList<>(List.of(
                SamplePlans.tumbling(10),
                SamplePlans.tumbling(20),
                SamplePlans.sliding(20, 5),
                SamplePlans.sliding(30, 10),
                SamplePlans.cumulative(30, 10),
                SamplePlans.running(10),
                SamplePlans.running(20),
                WindowSpec.calendar(WindowSpec.Unit.DAY, "UTC"),
                WindowSpec.session(Duration.ofSeconds(5)),
                WindowSpec.session(Duration.ofSeconds(20)),
                WindowSpec.count(3),
                WindowSpec.count(5)));
        for (int left = 1 + random.nextInt(3); windows.size() > left; ) {
            windows.remove(random.nextInt(windows.size()));
        }
        LabelSpec labels = new LabelSpec(
                Duration.ofSeconds(List.of(0, 3, 15, 40).get(random.nextInt(4))),
                Duration.ofSeconds(List.of(0, 0, 7).get(random.nextInt(3))),
                Duration.ofSeconds(List.of(0, 0, 4, 60).get(random.nextInt(4))),
                random.nextBoolean() ? null : Duration.ofSeconds(1 + random.nextInt(12)),
                LabelSpec.Scope.TOPIC,
                true);
        List<MetricSpec> metrics = new ArrayList<>(List.of(
                MetricSpec.of("sample_error"),
                MetricSpec.of("sample_confusion"),
                MetricSpec.of("sample_scores"),
                MetricSpec.of("sample_predictions"),
                MetricSpec.of(REAL.get(random.nextInt(REAL.size())))));
        for (int left = random.nextInt(3); left > 0; left--) {
            MetricSpec drawn = OVER_WINDOWS.get(random.nextInt(OVER_WINDOWS.size()));
            if (!metrics.contains(drawn)) {
                metrics.add(drawn);
            }
        }
        PlanSpec plan = SamplePlans.withMetrics(
                        LabelJoinTest.named(
                                name,
                                SamplePlans.plan(windows.toArray(WindowSpec[]::new))
                                        .withLabels(labels)),
                        metrics)
                .withSlices(slices());
        if (random.nextBoolean()) {
            plan = plan.withComparisons(List.of(new ComparisonSpec(
                    "versions",
                    new ComparisonSpec.Contestant(Events.MODEL, "v0"),
                    new ComparisonSpec.Contestant(Events.MODEL, "v1"),
                    random.nextBoolean()
                            ? ComparisonSpec.RowScore.SQUARED_ERROR
                            : ComparisonSpec.RowScore.ABSOLUTE_ERROR,
                    0.9,
                    10)));
        }
        return switch (random.nextInt(3)) {
            case 0 ->
                plan.withSeries(List.of(List.of(SeriesField.MODEL, SeriesField.VERSION), List.of(SeriesField.MODEL)));
            case 1 -> plan.withSeries(List.of(List.of()));
            default -> plan;
        };
    }

    private List<SliceSpec> slices() {
        SliceSpec some = new SliceSpec(List.of("c"), Map.of(), Map.of(), 2);
        SliceSpec crossed = new SliceSpec(List.of("c", "d"), Map.of(), Map.of(), 3);
        return switch (random.nextInt(4)) {
            case 0 -> List.of(some);
            case 1 -> List.of(some, crossed);
            default -> List.of();
        };
    }

    private List<String> slicesOf(PlanSpec plan) {
        return Slices.of(plan.slices(), Map.of("c", random.nextInt(4), "d", random.nextInt(2)));
    }

    /** Draws all that is known of one id: predictions that conflict, repeat and differ by version, labels that correct. */
    private void draw(String id) {
        long made = HALF_SECOND * random.nextInt(SPAN);
        PlanSpec first = plans.get(random.nextInt(plans.size()));
        long horizon = first.labels().horizon().toMillis();
        long deadline = Long.MAX_VALUE;
        for (int left = random.nextInt(12) == 0 ? 0 : 1 + random.nextInt(4); left > 0; left--) {
            PlanSpec plan = plans.get(random.nextInt(plans.size()));
            long time = random.nextInt(3) == 0 ? made + HALF_SECOND * random.nextInt(20) : made;
            Incoming.Prediction prediction = events.prediction(
                    plan.plan(),
                    "v" + random.nextInt(2),
                    id,
                    time / 1000.0,
                    random.nextInt(10) / 10.0 + 0.05,
                    slicesOf(plan));
            deadline = Math.min(deadline, time + plan.labels().retention());
            predictions.add(prediction);
        }
        for (int left = random.nextInt(5); left > 0; left--) {
            long time = switch (random.nextInt(6)) {
                case 0 -> made + horizon;
                case 1 -> made + horizon + 1;
                case 2 -> made - HALF_SECOND * random.nextInt(4);
                default -> made + HALF_SECOND * random.nextInt((int) (horizon / HALF_SECOND) + 2);
            };
            labels.add(events.label(id, time / 1000.0, random.nextInt(SampleMetrics.CLASSES)));
            deadline = Math.min(deadline, time + longestRetention);
        }
        deadlines.put(id, deadline);
    }

    private record Arrival(Step step, long deadline, long at) {}

    private void arrange() {
        // From nearly in order to not at all.
        int disorder = 1 + random.nextInt(120);
        List<Arrival> arrivals = new ArrayList<>();
        for (Incoming.Prediction prediction : predictions) {
            arrivals.add(arrival(new Step.Predicted(prediction), prediction.id(), prediction.eventTime(), disorder));
        }
        for (Incoming.Label label : labels) {
            arrivals.add(arrival(new Step.Labelled(label), label.id(), label.labelTime(), disorder));
        }
        arrivals.sort((one, other) -> Long.compare(one.at(), other.at()));
        for (int i = 0; i < arrivals.size(); i++) {
            steps.add(arrivals.get(i).step());
            long limit = arrivals.stream()
                    .skip(i + 1)
                    .mapToLong(Arrival::deadline)
                    .min()
                    .orElse(HALF_SECOND * SPAN * 3);
            if (random.nextInt(3) == 0) {
                advance(limit - 1);
            }
            if (random.nextInt(8) == 0) {
                addHopeless();
            }
            if (random.nextInt(8) == 0) {
                steps.add(new Step.Wait());
            }
            if (random.nextInt(10) == 0) {
                steps.add(new Step.Checkpoint());
            }
        }
    }

    private Arrival arrival(Step step, String id, long time, int disorder) {
        return new Arrival(step, deadlines.get(id), time + HALF_SECOND * random.nextInt(disorder));
    }

    private long watermark() {
        return labelWatermark == Long.MIN_VALUE
                ? Long.MIN_VALUE
                : Math.min(predictionWatermark, labelWatermark + slack);
    }

    /** Moves event time on, but not past a limit; the input that does not hold it back may run ahead. */
    private void advance(long limit) {
        long now = Math.max(watermark(), -20_000);
        if (now >= limit) {
            return;
        }
        long next = random.nextInt(3) == 0 ? limit : now + random.nextLong(limit - now) + 1;
        long ahead = random.nextBoolean() ? 0 : HALF_SECOND * random.nextInt(40);
        if (labelWatermark + slack > next || (predictionWatermark <= next && random.nextBoolean())) {
            predictionWatermark = next;
            labelWatermark = Math.max(labelWatermark, next - slack + ahead);
        } else {
            labelWatermark = next - slack;
            predictionWatermark = Math.max(predictionWatermark, next + ahead);
        }
        steps.add(new Step.PredictionsReach(predictionWatermark));
        steps.add(new Step.LabelsReach(labelWatermark));
    }

    /** A prediction and a label that come too late for anything. */
    private void addHopeless() {
        if (watermark() < -20_000) {
            return;
        }
        PlanSpec plan = plans.get(random.nextInt(plans.size()));
        long late = random.nextInt(3) == 0 ? 0 : random.nextInt(30_000);
        long made = watermark() - plan.labels().retention() - late;
        String id = "late" + steps.size();
        steps.add(new Step.Predicted(events.prediction(plan.plan(), "v0", id, made / 1000.0, 0.95)));
        steps.add(new Step.Labelled(events.label(id, made / 1000.0, 1)));
        for (Incoming.Prediction prediction : predictions) {
            if (deadlines.get(prediction.id()) + LONGEST_LIFE <= watermark()) {
                long time = watermark() - longestRetention - late;
                steps.add(new Step.Labelled(events.label(prediction.id(), time / 1000.0, 0)));
                break;
            }
        }
    }
}
