package io.evalstream.jobs.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.EventTimeSpec;
import io.evalstream.metrics.plan.GateSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import io.evalstream.metrics.plan.SignalSpec;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.TrainingSpec;
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
                  - {kind: calendar, unit: week, zone: Europe/Berlin, name: weekly}
                  - {kind: session, gap: 30m}
                  - {kind: count, rows: 500}
                  - {kind: step}
                  - {kind: epoch, name: epochs}
                series: [[model, version], [model], []]
                slices: [country, {by: [country, amount], ranges: {amount: [1, 10]}, values: {country: [DE]}, max: 7}]
                labels: {horizon: 7d, slack: 500ms, delay: 1h30m, revise_every: 90s, scope: model}
                gates: {min_examples: 30, min_label_coverage: 0.5, timeout: 6h}
                event_time: {max_out_of_orderness: 2s, max_ahead: 0s}
                columns: {preds: estimate, target: price}
                classes: [cat, dog]
                files: {p1: score}
                training: {timeout: 10m, keep: 1d}
                signals:
                  - monitor: rmse
                    stage: test
                    dataset: holdout
                    name: stop
                    mode: min
                    min_delta: 0.5
                    patience: 4
                    stopping_threshold: 1
                    divergence_threshold: 100.5
                    check_finite: false
                    plateau: {patience: 2, threshold: 0.25, threshold_mode: abs, cooldown: 1}
                  - {monitor: rmse}
                comparisons:
                  - {name: new, champion: {model: a, version: "1"}, challenger: {model: a}, of: squared_error, level: 0.9}
                alerts:
                  - name: much_worse
                    metric: rmse
                    above: 100
                    change: {against: 7d, relative: true}
                    clear: 50.5
                    for_windows: 3
                    clear_for_windows: 2
                    min_examples: 40
                    windows: [hourly]
                    slices: [country, "country=DE,amount=1..10"]
                    severity: page
                    summary: look at the model
                  - {name: new_is_worse, metric: difference_anytime, comparison: new, difference: worse}
                  - {name: low, metric: rmse, below: 0.5, change: {}}
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
                                        WindowSpec.Kind.SLIDING,
                                        Duration.ofHours(1),
                                        Duration.ofMinutes(15),
                                        null,
                                        null,
                                        null,
                                        null,
                                        "hourly"),
                                WindowSpec.running(Duration.ofMinutes(10)),
                                new WindowSpec(
                                        WindowSpec.Kind.CALENDAR,
                                        null,
                                        null,
                                        WindowSpec.Unit.WEEK,
                                        "Europe/Berlin",
                                        null,
                                        null,
                                        "weekly"),
                                WindowSpec.session(Duration.ofMinutes(30)),
                                WindowSpec.count(500),
                                WindowSpec.steps(),
                                new WindowSpec(WindowSpec.Kind.EPOCH, null, null, null, null, null, null, "epochs")),
                        List.of(List.of(SeriesField.MODEL, SeriesField.VERSION), List.of(SeriesField.MODEL), List.of()),
                        List.of(
                                SliceSpec.by("country"),
                                new SliceSpec(
                                        List.of("country", "amount"),
                                        Map.of("amount", List.of(1.0, 10.0)),
                                        Map.of("country", List.of("DE")),
                                        7)),
                        new LabelSpec(
                                Duration.ofDays(7),
                                Duration.ofMillis(500),
                                Duration.ofMinutes(90),
                                Duration.ofSeconds(90),
                                LabelSpec.Scope.MODEL,
                                true),
                        new GateSpec(30, 0.5, Duration.ofHours(6)),
                        new EventTimeSpec(Duration.ofSeconds(2), Duration.ZERO),
                        Map.of("preds", "estimate", "target", "price"),
                        List.of("cat", "dog"),
                        Map.of("p1", "score"),
                        new TrainingSpec(Duration.ofMinutes(10), Duration.ofDays(1)),
                        List.of(
                                new SignalSpec(
                                        "rmse",
                                        "test",
                                        "holdout",
                                        "stop",
                                        SignalSpec.Mode.MIN,
                                        0.5,
                                        4,
                                        1.0,
                                        100.5,
                                        false,
                                        new SignalSpec.Plateau(2, 0.25, SignalSpec.ThresholdMode.ABS, 1)),
                                SignalSpec.of("rmse")),
                        List.of(new ComparisonSpec(
                                "new",
                                new ComparisonSpec.Contestant("a", "1"),
                                new ComparisonSpec.Contestant("a", ""),
                                ComparisonSpec.RowScore.SQUARED_ERROR,
                                0.9,
                                1000)),
                        List.of(
                                new AlertSpec(
                                        "much_worse",
                                        "rmse",
                                        null,
                                        100.0,
                                        null,
                                        new AlertSpec.Change("7d", true),
                                        null,
                                        50.5,
                                        3,
                                        2,
                                        40,
                                        List.of("hourly"),
                                        List.of("country", "country=DE,amount=1..10"),
                                        "page",
                                        "look at the model"),
                                new AlertSpec(
                                        "new_is_worse",
                                        "difference_anytime",
                                        "new",
                                        null,
                                        null,
                                        null,
                                        AlertSpec.Direction.WORSE,
                                        null,
                                        1,
                                        1,
                                        1,
                                        List.of(),
                                        List.of(),
                                        "",
                                        ""),
                                new AlertSpec(
                                        "low",
                                        "rmse",
                                        null,
                                        null,
                                        0.5,
                                        new AlertSpec.Change("previous_window", false),
                                        null,
                                        null,
                                        1,
                                        1,
                                        1,
                                        List.of(),
                                        List.of(),
                                        "",
                                        ""))));
        assertThat(Plan.compile(spec, CATALOGUE).paneSize()).isEqualTo(300_000);
    }

    @Test
    void aSeriesOfWordsIsOneWayToLook() {
        assertThat(read(SMALL + "series: [model]\n").series()).containsExactly(List.of(SeriesField.MODEL));
    }

    @Test
    void correctionsAreOnUnlessTheyAreOff() {
        assertThat(read(SMALL).labels().corrections()).isTrue();
        assertThat(read(SMALL + "labels: {corrections: off}\n").labels().corrections())
                .isFalse();
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
