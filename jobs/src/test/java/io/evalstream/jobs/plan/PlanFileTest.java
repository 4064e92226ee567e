package io.evalstream.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.EventTimeSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.plan.WindowSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanFileTest {

    private static final Catalogue CATALOGUE = Catalogue.discover();
    private static final PlanFile FILES = new PlanFile(CATALOGUE);

    private static final String SMALL = """
            plan: digits
            models: [digits-logreg]
            metrics:
              - mean_squared_error
              - MeanAbsoluteError
            windows:
              - {kind: tumbling, size: 10m}
            """;

    private static PlanSpec read(String yaml) {
        return FILES.parse(yaml, "plan.yaml");
    }

    @Test
    void whatAFileLeavesOutIsWhatThePlanOfTheSameValuesHas() {
        PlanSpec same = PlanSpec.of(
                "digits",
                List.of("digits-logreg"),
                Map.of(),
                List.of(MetricSpec.of("mean_squared_error"), MetricSpec.of("MeanAbsoluteError")),
                List.of(WindowSpec.tumbling(Duration.ofMinutes(10))));
        assertThat(read(SMALL)).isEqualTo(same);
        assertThat(read(SMALL + "labels: {}\nevent_time: {}\n")).isEqualTo(same);
    }

    @Test
    void everyKeyReachesThePlan() {
        PlanSpec spec = read("""
                plan: prices
                version: 3
                models: [a, "*"]
                arguments: {num_outputs: 2}
                metrics:
                  - {metric: mean_squared_error, name: rmse, args: {squared: false}}
                windows:
                  - {kind: sliding, size: 1h, step: 15m, name: hourly}
                  - {kind: running, size: PT10M}
                series: [[model, version], [model], []]
                labels: {horizon: 7d, slack: 500ms, delay: 1h30m, revise_every: 90s, scope: model}
                event_time: {max_out_of_orderness: 2s, max_ahead: 0s}
                columns: {preds: estimate, target: price}
                classes: [cat, dog]
                files: {p1: score}
                comparisons:
                  - {name: new, champion: {model: a, version: "1"}, challenger: {model: a}, of: squared_error, level: 0.9}
                """);
        assertThat(spec)
                .isEqualTo(new PlanSpec(
                        "prices",
                        3,
                        List.of("a", "*"),
                        Map.of("num_outputs", 2),
                        List.of(MetricSpec.of("mean_squared_error", "rmse", Map.of("squared", false))),
                        List.of(
                                new WindowSpec(
                                        WindowSpec.Kind.SLIDING, Duration.ofHours(1), Duration.ofMinutes(15), "hourly"),
                                WindowSpec.running(Duration.ofMinutes(10))),
                        List.of(List.of(SeriesField.MODEL, SeriesField.VERSION), List.of(SeriesField.MODEL), List.of()),
                        new LabelSpec(
                                Duration.ofDays(7),
                                Duration.ofMillis(500),
                                Duration.ofMinutes(90),
                                Duration.ofSeconds(90),
                                LabelSpec.Scope.MODEL),
                        new EventTimeSpec(Duration.ofSeconds(2), Duration.ZERO),
                        Map.of("preds", "estimate", "target", "price"),
                        List.of("cat", "dog"),
                        Map.of("p1", "score"),
                        List.of(new ComparisonSpec(
                                "new",
                                new ComparisonSpec.Contestant("a", "1"),
                                new ComparisonSpec.Contestant("a", ""),
                                ComparisonSpec.RowScore.SQUARED_ERROR,
                                0.9,
                                1000))));
        assertThat(Plan.compile(spec, CATALOGUE).paneSize()).isEqualTo(300_000);
    }

    @Test
    void aSeriesOfWordsIsOneWayToLook() {
        assertThat(read(SMALL + "series: [model]\n").series()).containsExactly(List.of(SeriesField.MODEL));
    }

    @Test
    void anchorsAreWhatTheyNameAndNullIsAValueOfAnArgument() {
        PlanSpec spec = read("""
                plan: p
                models: [m]
                metrics:
                  - {metric: mean_squared_error, name: one, args: &args {num_outputs: 2, validate_args: null}}
                  - {metric: mean_squared_error, name: two, args: *args}
                windows: [{kind: tumbling, size: 10m}]
                """);
        assertThat(spec.metrics().get(1).args())
                .isEqualTo(spec.metrics().get(0).args())
                .containsEntry("num_outputs", 2)
                .containsEntry("validate_args", null);
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> PlanFile.read(Path.of("no-such-plan.yaml")))
                .isInstanceOf(PlanException.class)
                .hasMessage("there is no plan file 'no-such-plan.yaml'; give the path of one, such as plan.yaml");
    }
}
