package io.evalstream.metrics.plan;

import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two models, or two versions of one, that are compared on the rows for which both have predicted. */
public record ComparisonSpec(
        @Key(value = "name of the comparison; its reports are those of the plan PLAN/NAME", example = "candidate")
        String name,

        @Key(value = "which predictions are the standard", example = "{model: scorer, version: \"7\"}")
        Contestant champion,

        @Key(value = "which predictions are compared with it", example = "{model: scorer, version: \"8\"}")
        Contestant challenger,

        @Key("the score of a row whose differences are kept")
        RowScore of,

        @Key(value = "level of the intervals, such as 0.95", fallback = "0.95")
        double level,

        @Key(
                value = "number of pairs at which the intervals for looking after every window are tightest",
                fallback = "1000")
        int optimalAt)
        implements Serializable {

    /** Arguments of the plan that say what its predictions are. */
    private static final List<String> SHARED = List.of("input", "threshold");

    /** Scores of a row. */
    public enum RowScore {
        /** 1 where the predicted class is the label. */
        CORRECT,
        SQUARED_ERROR,
        ABSOLUTE_ERROR,
        LOG_LOSS,
        BRIER
    }

    /** A version of a model. */
    public record Contestant(
            @Key(value = "id of the model", example = "scorer")
            String model,

            @Key(
                    value = "version of the model; empty where predictions carry none",
                    fallback = "\"\"",
                    example = "\"7\"")
            String version)
            implements Serializable {}

    /** The plan as which the pairs are folded and reported: with the windows and labels of the plan that compares. */
    PlanSpec asPlan(PlanSpec plan) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        SHARED.forEach(name -> {
            Object value = plan.arguments().get(name);
            if (value != null) {
                arguments.put(name, value);
            }
        });
        return new PlanSpec(
                plan.plan() + "/" + name,
                plan.version(),
                List.of(champion.model(), challenger.model()),
                arguments,
                metrics(),
                plan.windows(),
                PlanSpec.MODEL_AND_VERSION,
                List.of(),
                plan.labels(),
                plan.gates(),
                plan.eventTime(),
                plan.columns(),
                plan.classes(),
                plan.files(),
                plan.training(),
                List.of(),
                List.of(),
                plan.alerts().stream()
                        .filter(rule -> name.equals(rule.comparison()))
                        .map(AlertSpec::ofComparison)
                        .toList());
    }

    private List<MetricSpec> metrics() {
        String score = of.name().toLowerCase(Locale.ROOT);
        List<MetricSpec> metrics = new ArrayList<>();
        metrics.add(difference("difference", "normal", score));
        metrics.add(difference("difference_anytime", "asymptotic_sequence", score));
        if (of == RowScore.CORRECT || of == RowScore.BRIER) {
            metrics.add(difference("difference_anytime_bounded", "bounded_sequence", score));
        }
        metrics.add(MetricSpec.of("paired_outcomes", "outcomes", Map.of("of", score)));
        return metrics;
    }

    private MetricSpec difference(String name, String interval, String score) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("of", score);
        arguments.put("interval", interval);
        arguments.put("level", level);
        arguments.put("optimal_at", optimalAt);
        return MetricSpec.of("paired_difference", name, arguments);
    }

    /** What reports call the two: the one word where they share it. */
    public static String versus(String champion, String challenger) {
        return champion.equals(challenger) ? champion : champion + " vs " + challenger;
    }
}
