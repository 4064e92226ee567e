package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.MeanSpread;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Merge;
import java.util.List;

/** Aggregates of the column {@code value}. */
public final class AggregationFamily implements MetricFamily {

    private static final Parameter WINDOW =
            Parameter.integer("window", 5, "how many windows").atLeast(1);

    @Override
    public String name() {
        return "aggregation";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                MetricDefinition.of("mean", AggregationFamily::mean)
                        .torchMetrics("MeanMetric")
                        .summary("Mean of the values, weighted where they come with weights.")
                        .formula("Σ w·v / Σ w")
                        .undefinedWhen("the weights add up to zero; a value was infinite")
                        .parameters(List.of(NanStrategy.PARAMETER, Confidence.NORMAL)),
                MetricDefinition.of("sum", AggregationFamily::sum)
                        .torchMetrics("SumMetric")
                        .summary("Sum of the values.")
                        .formula("Σ v")
                        .undefinedWhen("a value was infinite")
                        .parameters(List.of(NanStrategy.PARAMETER)),
                MetricDefinition.of("min", arguments -> extreme(arguments, Merge.MIN))
                        .torchMetrics("MinMetric")
                        .summary("Smallest value.")
                        .formula("min v")
                        .undefinedWhen("the smallest value was retracted; it is infinite; every value was NaN")
                        .parameters(List.of(NanStrategy.PARAMETER)),
                MetricDefinition.of("max", arguments -> extreme(arguments, Merge.MAX))
                        .torchMetrics("MaxMetric")
                        .summary("Largest value.")
                        .formula("max v")
                        .undefinedWhen("the largest value was retracted; it is infinite; every value was NaN")
                        .parameters(List.of(NanStrategy.PARAMETER)),
                MetricDefinition.of("cat", AggregationFamily::list)
                        .torchMetrics("CatMetric")
                        .summary("All values, in the order of their rows' times and sequence numbers.")
                        .formula("v₁, v₂, …")
                        .undefinedWhen("there are more distinct values than `max_distinct`")
                        .parameters(List.of(
                                NanStrategy.PARAMETER,
                                Parameter.integer("max_distinct", 1 << 20, "largest number of values")
                                        .atLeast(1))),
                MetricDefinition.of("running_mean", arguments -> running(arguments, mean(arguments)))
                        .torchMetrics("RunningMean")
                        .summary("Mean of the values of the last windows, the reported one among them.")
                        .formula("Σ w·v / Σ w over the last `window` windows")
                        .undefinedWhen("the weights add up to zero; a value was infinite")
                        .parameters(List.of(WINDOW, NanStrategy.PARAMETER)),
                MetricDefinition.of("running_sum", arguments -> running(arguments, sum(arguments)))
                        .torchMetrics("RunningSum")
                        .summary("Sum of the values of the last windows, the reported one among them.")
                        .formula("Σ v over the last `window` windows")
                        .undefinedWhen("a value was infinite")
                        .parameters(List.of(WINDOW, NanStrategy.PARAMETER)),
                Quantiles.definition(),
                Bins.definition(),
                CrossMoments.definition(),
                Throughput.definition(),
                PlottedPoints.definition(),
                MetricDefinition.of("click_through_rate", AggregationFamily::clickThroughRate)
                        .summary("Share of the weight of all impressions that was clicked; a value is 1 for a click.")
                        .formula(
                                "Σ w·v / Σ w, 0 where the weights add up to zero; w is the value's weight, 1 where there"
                                        + " are none (torcheval's ClickThroughRate)"));
    }

    private static Metric running(Arguments arguments, Metric metric) {
        return metric.over(new Span.Trailing(arguments.integer("window")));
    }

    private static Metric list(Arguments arguments) {
        Listed listed = new Listed(NanStrategy.of(arguments), arguments.integer("max_distinct"));
        return Metric.of(arguments.metric(), listed, null, Listed::read);
    }

    private static Metric mean(Arguments arguments) {
        WeightedSum sums = new WeightedSum(NanStrategy.of(arguments));
        Confidence confidence = Confidence.of(arguments);
        if (confidence == null) {
            return Metric.of(arguments.metric(), sums, null, memory -> Value.scalar(WeightedSum.mean(memory)));
        }
        return new Metric(
                arguments.metric(),
                List.of(sums, new WeightedSpread(sums)),
                memories -> {
                    double mean = WeightedSum.mean(memories.get(0));
                    Dyadic weight = memories.get(0).sum(WeightedSum.WEIGHT);
                    return Value.scalar(mean, MeanSpread.interval(memories.get(1), mean, weight, confidence));
                },
                null);
    }

    private static Metric clickThroughRate(Arguments arguments) {
        return Metric.of(arguments.metric(), new WeightedSum(new NanStrategy.Reject()), true, memory -> {
            Dyadic weight = memory.sum(WeightedSum.WEIGHT);
            return Value.scalar(
                    weight.signum() == 0
                            ? 0.0
                            : memory.sum(WeightedSum.WEIGHTED_VALUE).dividedBy(weight));
        });
    }

    private static Metric sum(Arguments arguments) {
        return Metric.of(
                arguments.metric(),
                new Total(NanStrategy.of(arguments)),
                null,
                memory -> Value.scalar(memory.sum(Total.SUM).doubleValue()));
    }

    private static Metric extreme(Arguments arguments, Merge merge) {
        return Metric.of(arguments.metric(), new Extreme(merge, NanStrategy.of(arguments)), null, Extreme::read);
    }
}
