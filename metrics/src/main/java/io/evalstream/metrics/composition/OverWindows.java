package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Operation;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A metric of several windows as one, and of a window against an earlier one. */
final class OverWindows {

    private OverWindows() {}

    static MetricDefinition running() {
        return MetricDefinition.of("running", OverWindows::running)
                .torchMetrics("Running")
                .summary("A metric over the rows of the last windows, the reported one among them.")
                .formula("the metric of the union of the last `window` windows; overlapping ones count each row once")
                .undefinedWhen("the metric is")
                .parameters(List.of(
                        Parameter.of("base_metric", Parameter.Type.METRIC, null, "the metric")
                                .mustBeGiven(),
                        Parameter.integer("window", 5, "how many windows").atLeast(1)));
    }

    static MetricDefinition change() {
        return MetricDefinition.of("change", OverWindows::change)
                .summary("By how much a metric differs from what it says of an earlier window.")
                .formula("now − before; `relative: true` divides by |before|")
                .undefinedWhen("either side is, as in a first window; before is 0 and the change is relative")
                .parameters(List.of(
                        Parameter.of("metric", Parameter.Type.METRIC, null, "the metric")
                                .mustBeGiven(),
                        Parameter.of(
                                "against",
                                Parameter.Type.TEXT,
                                "previous_window",
                                "previous_window, or how much earlier, such as 7d"),
                        Parameter.flag("relative", false, "divide by the size of the earlier value")));
    }

    /** A nested metric whose value follows from rows alone. */
    static Metric ofRows(Arguments arguments, String name) {
        Metric metric = arguments.metric(name);
        if (metric.foldsWindows()) {
            throw arguments.refuse("'" + name + "' is " + metric.name()
                    + ", which folds the values of windows; nest this metric in that one instead");
        }
        return metric;
    }

    private static Metric running(Arguments arguments) {
        return ofRows(arguments, "base_metric")
                .over(new Span.Trailing(arguments.integer("window")))
                .named(arguments.metric());
    }

    private static Metric change(Arguments arguments) {
        Metric now = ofRows(arguments, "metric");
        Map<String, Metric> parts = new LinkedHashMap<>();
        parts.put("now", now);
        parts.put("before", now.over(Span.against(arguments.text("against"), arguments::refuse)));
        boolean relative = arguments.flag("relative");
        return Metric.ofMetrics(arguments.metric(), parts, now.higherIsBetter(), values -> {
            Value before = Objects.requireNonNull(values.get("before"));
            Value difference = Operation.SUB.apply(Objects.requireNonNull(values.get("now")), before);
            return relative ? Operation.DIV.apply(difference, before.map(Math::abs)) : difference;
        });
    }
}
