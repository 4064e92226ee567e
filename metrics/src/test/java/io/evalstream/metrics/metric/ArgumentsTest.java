package io.evalstream.metrics.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@link Parameter} takes and refuses, as a metric's author and a plan's author see it. */
class ArgumentsTest {

    private static final List<Arguments> SEEN = new ArrayList<>();

    private static final MetricDefinition DEFINITION = MetricDefinition.of("some_metric", arguments -> {
                SEEN.add(arguments);
                return new Metric("some_metric", List.of(), memories -> Value.scalar(0), null);
            })
            .torchMetrics("SomeMetric")
            .parameters(List.of(
                    Parameter.integer("num_classes", null, "").atLeast(2).mustBeGiven(),
                    Parameter.number("threshold", 0.5, "").within(0, 1),
                    Parameter.flag("squared", true, ""),
                    Parameter.choice("average", "macro", "", "micro", "macro", "none"),
                    Parameter.integer("ignore_index", null, ""),
                    Parameter.of("thresholds", Parameter.Type.THRESHOLDS, null, ""),
                    Parameter.of("quantiles", Parameter.Type.NUMBERS, List.of(0.5), ""),
                    Parameter.of("labels", Parameter.Type.TEXTS, null, ""),
                    Parameter.of("language", Parameter.Type.TEXT, "en", ""),
                    Parameter.of("base_metric", Parameter.Type.METRIC, null, "")));

    private final Catalogue catalogue = new Catalogue(List.of(new MetricFamily() {
        @Override
        public String name() {
            return "some";
        }

        @Override
        public List<MetricDefinition> metrics() {
            return List.of(DEFINITION);
        }
    }));

    @Test
    void defaultsStandForWhatIsNotGiven() {
        Arguments arguments = take(Map.of("num_classes", 3.0));
        assertThat(arguments.integer("num_classes")).isEqualTo(3);
        assertThat(arguments.number("threshold")).isEqualTo(0.5);
        assertThat(arguments.flag("squared")).isTrue();
        assertThat(arguments.text("average")).isEqualTo("macro");
        assertThat(arguments.integerOrNull("ignore_index")).isNull();
        assertThat(arguments.numbers("quantiles")).containsExactly(0.5);
        assertThat(arguments.has("thresholds")).isFalse();
        assertThat(arguments.asMap()).hasSize(10);
    }

    @Test
    void whatIsGivenIsTakenInItsType() {
        Arguments arguments = take(args(
                "threshold",
                1,
                "squared",
                false,
                "average",
                null,
                "ignore_index",
                -1,
                "quantiles",
                1,
                "labels",
                "one"));
        assertThat(arguments.number("threshold")).isEqualTo(1);
        assertThat(arguments.flag("squared")).isFalse();
        assertThat(arguments.choice("average", Average.class)).isEqualTo(Average.NONE);
        assertThat(arguments.integerOrNull("ignore_index")).isEqualTo(-1);
        assertThat(arguments.numbers("quantiles")).containsExactly(1.0);
        assertThat(arguments.texts("labels")).containsExactly("one");
        assertThat(take(args("thresholds", 5)).get("thresholds")).isEqualTo(5);
        assertThat(take(args("thresholds", List.of(0, 0.5, 1))).numbers("thresholds"))
                .containsExactly(0.0, 0.5, 1.0);
        assertThat(take(args("base_metric", Map.of("metric", "SomeMetric", "args", Map.of("num_classes", 2))))
                        .metric("base_metric")
                        .name())
                .isEqualTo("some_metric");
    }

    @Test
    void defaultsOfThePlanAreTakenWhereTheMetricHasThem() {
        catalogue.create("SomeMetric", Map.of("num_classes", 4), Map.of("threshold", 0.25, "other_metrics_own", 1));
        Arguments arguments = SEEN.get(SEEN.size() - 1);
        assertThat(arguments.number("threshold")).isEqualTo(0.25);
        assertThat(arguments.metric()).isEqualTo("some_metric");
    }

    @Test
    void argumentsOfTorchMetricsMachineryChangeNothing() {
        assertThat(take(args("validate_args", false, "sync_on_compute", true)).asMap())
                .doesNotContainKey("validate_args");
    }

    @Test
    void refusalsSayWhatWasFoundWhatWasExpectedAndWhatToDo() {
        refused(Map.of(), "some_metric: 'num_classes' is missing; give a whole number, at least 2");
        refused(args("num_classes", 1), "some_metric: 'num_classes' is 1; expected a whole number, at least 2");
        refused(args("num_classes", 2.5), "some_metric: 'num_classes' is 2.5; expected a whole number, at least 2");
        refused(args("num_classes", "3"), "some_metric: 'num_classes' is '3'; expected a whole number, at least 2");
        refused(args("threshold", 1.5), "some_metric: 'threshold' is 1.5; expected a number, at least 0, at most 1");
        refused(
                args("threshold", Double.NaN),
                "some_metric: 'threshold' is NaN; expected a number, at least 0, at most 1");
        refused(args("squared", 1), "some_metric: 'squared' is 1; expected true or false");
        refused(
                args("average", "macr"),
                "some_metric: 'average' is 'macr'; expected one of micro, macro, none (did you mean 'macro'?)");
        refused(
                args("thresholds", 1),
                "some_metric: 'thresholds' is 1; expected null, a number of cut points above 1, or a list of cut points"
                        + " from 0 to 1");
        refused(
                args("thresholds", List.of(0.5, 2)),
                "some_metric: 'thresholds' is [0.5, 2]; expected null, a number of cut points above 1, or a list of cut"
                        + " points from 0 to 1");
        refused(args("labels", List.of("a", 5)), "some_metric: 'labels' is [a, 5]; expected a list of texts");
        refused(args("language", 5), "some_metric: 'language' is 5; expected a text");
        refused(
                args("base_metric", true),
                "some_metric: 'base_metric' is true; expected a metric: its name, or a map with 'metric' and 'args'");
    }

    @Test
    void unknownNamesAreRefusedWithTheNearest() {
        assertThatThrownBy(() -> take(args("treshold", 0.5)))
                .isInstanceOf(PlanException.class)
                .hasMessageStartingWith(
                        "some_metric: there is no argument 'treshold' (did you mean 'threshold'?); it takes"
                                + " num_classes, threshold, ");
        assertThatThrownBy(() -> catalogue.find("some_metrik"))
                .isInstanceOf(PlanException.class)
                .hasMessageContaining("there is no metric 'some_metrik' (did you mean 'some_metric'?)");
        assertThatThrownBy(() -> catalogue.find("SomMetric")).hasMessageContaining("did you mean 'SomeMetric'?");
        assertThatThrownBy(() -> take(Map.of("num_classes", 2)).integer("num_labels"))
                .hasMessageContaining("declares no parameter 'num_labels'");
    }

    private void refused(Map<String, Object> given, String message) {
        assertThatThrownBy(() -> take(given)).isInstanceOf(PlanException.class).hasMessage(message);
    }

    private Arguments take(Map<String, Object> given) {
        catalogue.create("some_metric", given, Map.of());
        return SEEN.get(SEEN.size() - 1);
    }

    /** Arguments with three classes, where no number of classes is among them. */
    private static Map<String, Object> args(Object... namesAndValues) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("num_classes", 3);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            args.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return args;
    }

    private enum Average {
        MICRO,
        MACRO,
        NONE
    }
}
