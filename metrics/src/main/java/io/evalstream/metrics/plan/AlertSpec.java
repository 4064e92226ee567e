package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule about the values of windows: what is wrong, for how long, and where. */
public record AlertSpec(
        @Key(value = "name of the rule in alerts", example = "accuracy_low")
        String name,

        @Key(
                value = "what it looks at: the name under which a metric is reported and, where its value is not one"
                        + " number, which one, such as outcomes.wins or f1_per_class[2]",
                example = "accuracy")
        String metric,

        @Key(
                value = "name of one of the plan's comparisons, where it looks at a metric of that, such as"
                        + " difference_anytime",
                example = "candidate")
        @Nullable
        String comparison,

        @Key(value = "it holds where the value is above this", example = "0.1") @Nullable
        Double above,

        @Key(value = "it holds where the value is below this", example = "0.9") @Nullable
        Double below,

        @Key(value = "compare not the value but its change against an earlier window", example = "{against: 7d}")
        @Nullable
        Change change,

        @Key(
                value = "it holds where a confidence sequence shows that the challenger is worse, or better, than the"
                        + " champion",
                example = "worse")
        @Nullable
        Direction difference,

        @Key(
                value = "the value must have come back to this before it holds no longer; the level of `above` or"
                        + " `below` where left out",
                example = "0.92")
        @Nullable
        Double clear,

        @Key(value = "in how many windows in a row it must hold to fire", fallback = "1")
        int forWindows,

        @Key(value = "in how many windows in a row the value must be clear before all is well", fallback = "1")
        int clearForWindows,

        @Key(
                value = "how many examples a window needs to be judged: labelled predictions, or predictions for a"
                        + " metric that reads no label",
                fallback = "1")
        int minExamples,

        @Key(
                value = "names of the windows it looks at, each by itself; where left out all, but for a change those"
                        + " that the calendar ends, and for a difference the running ones",
                fallback = "[]",
                example = "[hourly]")
        List<String> windows,

        @Key(
                value = "which slices it looks at, each by itself, besides all rows: \"*\" for all, features such as"
                        + " country, or slices such as country=DE",
                fallback = "[]",
                example = "[country]")
        List<String> slices,

        @Key(value = "how bad it is, in words that readers of alerts agree on", fallback = "\"\"", example = "page")
        String severity,

        @Key(value = "what it means, for people", fallback = "\"\"", example = "more than one in ten answers is wrong")
        String summary)
        implements Serializable {

    /** What a comparison may show of its challenger. */
    public enum Direction {
        WORSE,
        BETTER
    }

    /** A change of a value. */
    public record Change(
            @Key(value = "previous_window, or how much earlier, such as 7d", fallback = "previous_window")
            String against,

            @Key(value = "whether the change is a share of the earlier value's size", fallback = "false")
            boolean relative)
            implements Serializable {}

    /** A rule with the defaults of the plan file that holds where a metric is below a level. */
    public static AlertSpec below(String name, String metric, double level) {
        return new AlertSpec(name, metric, null, null, level, null, null, null, 1, 1, 1, List.of(), List.of(), "", "");
    }

    /** The level that the condition compares with; null for a difference. */
    public @Nullable Double level() {
        return above != null ? above : below;
    }

    /** The names of the windows that it looks at. */
    public Set<String> watched(PlanSpec plan) {
        Set<String> names = new LinkedHashSet<>(windows);
        for (WindowSpec window : plan.windows()) {
            if (windows.isEmpty() && window.problem() == null && suits(window)) {
                names.add(window.reportedName());
            }
        }
        return names;
    }

    private boolean suits(WindowSpec window) {
        if (difference != null) {
            return window.kind() == WindowSpec.Kind.RUNNING;
        }
        return change == null ? !window.isOfTraining() : window.times() != null;
    }

    /** Whether it looks at a slice. */
    public boolean watches(String slice) {
        return slice.equals(Slices.ALL)
                || slices.contains("*")
                || slices.contains(slice)
                || (!slices.isEmpty() && slices.contains(Slices.dimension(slice)));
    }

    /** The rule as it is within the plan of its comparison. */
    AlertSpec ofComparison() {
        return new AlertSpec(
                name,
                metric,
                null,
                above,
                below,
                change,
                difference,
                clear,
                forWindows,
                clearForWindows,
                minExamples,
                windows,
                slices,
                severity,
                summary);
    }

    /** The rows whose value a change is counted from; null where it is no change. */
    public @Nullable Span reference() {
        return change == null ? null : Span.against(change.against(), PlanException::new);
    }
}
