package io.evalstream.operators;

import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.WindowSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Plans over the sample metrics, with times in seconds. */
final class SamplePlans {

    private SamplePlans() {}

    /** A plan named {@code plan} with these windows, and labels that count for 100 s. */
    static PlanSpec plan(WindowSpec... windows) {
        return PlanSpec.of(
                        "plan",
                        List.of(Events.MODEL),
                        Map.of(),
                        List.of(
                                MetricSpec.of("sample_error"),
                                MetricSpec.of("sample_confusion"),
                                MetricSpec.of("sample_scores")),
                        Arrays.asList(windows))
                .withLabels(labels(100, 0, 0, null));
    }

    static LabelSpec labels(long horizon, long slack, long delay, @Nullable Long reviseEvery) {
        return new LabelSpec(
                Duration.ofSeconds(horizon),
                Duration.ofSeconds(slack),
                Duration.ofSeconds(delay),
                reviseEvery == null ? null : Duration.ofSeconds(reviseEvery),
                LabelSpec.Scope.TOPIC,
                true);
    }

    static PlanSpec withMetrics(PlanSpec plan, String... metrics) {
        return withMetrics(plan, Arrays.stream(metrics).map(MetricSpec::of).toList());
    }

    static PlanSpec withMetrics(PlanSpec plan, List<MetricSpec> metrics) {
        return PlanSpec.of(plan.plan(), plan.models(), plan.arguments(), metrics, plan.windows())
                .withSeries(plan.series())
                .withLabels(plan.labels());
    }

    static WindowSpec tumbling(long size) {
        return WindowSpec.tumbling(Duration.ofSeconds(size));
    }

    static WindowSpec sliding(long size, long slide) {
        return WindowSpec.sliding(Duration.ofSeconds(size), Duration.ofSeconds(slide));
    }

    static WindowSpec cumulative(long size, long step) {
        return WindowSpec.cumulative(Duration.ofSeconds(size), Duration.ofSeconds(step));
    }

    static WindowSpec running(long period) {
        return WindowSpec.running(Duration.ofSeconds(period));
    }
}
