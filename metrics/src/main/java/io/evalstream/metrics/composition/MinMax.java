package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A metric with the smallest and the largest value that any window up to the reported one had. */
final class MinMax {

    private MinMax() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("min_max", MinMax::create)
                .torchMetrics("MinMaxMetric")
                .summary("A metric, and the smallest and the largest value that it had in any window so far.")
                .formula(
                        "raw, max, min; over the series' windows of the kind up to this one, each with its latest value,"
                                + " which are never merged")
                .undefinedWhen("no window had a value; the metric says more than one number")
                .parameters(List.of(Parameter.of("base_metric", Parameter.Type.METRIC, null, "the metric: one number")
                        .mustBeGiven()));
    }

    private static Metric create(Arguments arguments) {
        Metric base = OverWindows.ofRows(arguments, "base_metric");
        return Metric.asking(
                arguments.metric(),
                base.reads(),
                base.higherIsBetter(),
                true,
                (reads, memories, history) -> folded(base.evaluate(reads, memories, History.NONE), history));
    }

    private static Value folded(Value raw, History history) {
        if (!(raw instanceof Value.Scalar || raw instanceof Value.Undefined)) {
            return Values.unfit("min_max", "one number", raw);
        }
        double value = raw instanceof Value.Scalar scalar ? scalar.value() : Double.NaN;
        double[] extremes = history.fold("values", new Extremes(), value);
        if (Double.isNaN(extremes[Extremes.MIN])) {
            return raw;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("raw", raw);
        named.put("max", Value.scalar(extremes[Extremes.MAX]));
        named.put("min", Value.scalar(extremes[Extremes.MIN]));
        return new Value.Named(named);
    }
}
