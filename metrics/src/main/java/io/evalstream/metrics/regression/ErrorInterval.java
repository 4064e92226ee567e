package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Confidence;
import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The interval of a mean error, where one is asked for: of each output, from the moments of the rows' terms. */
final class ErrorInterval {

    private ErrorInterval() {}

    /**
     * The metric with its interval, or the metric itself where none is asked for.
     *
     * @param metric a mean of terms, for each output
     * @param term what it is the mean of, up to rounding
     * @param map what is made of the mean; it rises, and so takes the ends of the interval along
     */
    static Metric of(Arguments arguments, Metric metric, Term term, Outputs outputs, DoubleUnaryOperator map) {
        Confidence confidence = Confidence.of(arguments);
        if (confidence == null) {
            return metric;
        }
        return new Metric(
                metric.name(),
                List.of(metric.statistics().get(0), new TermMoments(term, outputs)),
                memories -> read(metric.compute(memories.subList(0, 1)), memories.get(1), outputs, confidence, map),
                metric.higherIsBetter());
    }

    private static Value read(
            Value value, Memory moments, Outputs outputs, Confidence confidence, DoubleUnaryOperator map) {
        if (value instanceof Value.Tensor tensor) {
            return Value.byIndex(IntStream.range(0, outputs.width())
                    .mapToObj(
                            output -> Value.scalar(tensor.values()[output], interval(moments, output, confidence, map)))
                    .toList());
        }
        return value instanceof Value.Scalar scalar
                ? Value.scalar(scalar.value(), interval(moments, 0, confidence, map))
                : value;
    }

    private static @Nullable Interval interval(
            Memory moments, int output, Confidence confidence, DoubleUnaryOperator map) {
        Interval mean = TermMoments.interval(moments, output, confidence);
        return mean == null
                ? null
                : new Interval(
                        map.applyAsDouble(mean.lower()), map.applyAsDouble(mean.upper()), mean.level(), mean.method());
    }
}
