package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.SparseCounts;
import java.math.BigInteger;
import java.util.List;

/** Quantiles of values within a relative error, from a state of bounded size. */
final class Quantiles {

    private Quantiles() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("quantile", Quantiles::metric)
                .summary("Quantiles of values, scores, residuals or label delays, each within a relative error.")
                .formula("the value of rank ⌊q·(n − 1)⌋, from 0, in ascending order, or with weights the smallest up to"
                        + " which there is a share q of the weight; or rather the middle of its bucket, of"
                        + " which every power of two from 2^−64 to 2^64 has equally many. Smaller magnitudes"
                        + " count as 0 (after DDSketch: Masson, Rim and Lee, VLDB 2019, with buckets of equal"
                        + " width)")
                .undefinedWhen("the quantile's magnitude is 2^64 or more; every value was NaN")
                .parameters(List.of(
                        Parameter.of(
                                "q",
                                Parameter.Type.NUMBERS,
                                List.of(0.5),
                                "the quantiles, each from 0 to 1; one gives a number, several a vector"),
                        Parameter.number("relative_error", 0.01, "how far a quantile may be off, relative to itself")
                                .within(0.0001, 0.5),
                        Source.PARAMETER,
                        NanStrategy.PARAMETER))
                .takesWeights();
    }

    private static Metric metric(Arguments arguments) {
        List<Double> shares = arguments.numbers("q");
        if (shares.isEmpty() || shares.stream().anyMatch(share -> !(share >= 0 && share <= 1))) {
            throw arguments.refuse("'q' is " + shares + "; expected numbers from 0 to 1");
        }
        int bits = 0;
        while (Math.scalb(1.0, -bits - 1) > arguments.number("relative_error")) {
            bits++;
        }
        LogBuckets buckets = new LogBuckets(arguments.choice("of", Source.class), bits, NanStrategy.of(arguments));
        return Metric.of(
                arguments.metric(), buckets, null, memory -> read(buckets, memory, shares, arguments.weighted()));
    }

    private static Value read(LogBuckets buckets, Memory memory, List<Double> shares, boolean weighted) {
        if (memory.count(LogBuckets.NANS) != 0) {
            return Value.undefined(Value.Code.NON_FINITE, memory.count(LogBuckets.NANS) + " values were NaN");
        }
        SparseCounts counts = memory.map(LogBuckets.BUCKETS);
        long[] total = {0};
        counts.forEach((key, from, count) -> total[0] += count);
        if (total[0] <= 0) {
            return Value.undefined(Value.Code.TOO_FEW, "no value was counted");
        }
        double[] values = new double[shares.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = buckets.scale().middle(at(counts, rank(shares.get(i), total[0], weighted)));
        }
        if (values.length > 1) {
            return Value.vector(values);
        }
        return Double.isInfinite(values[0])
                ? new Value.Undefined(
                        Value.Code.NON_FINITE, "the quantile is of a magnitude of 2^64 or more", values[0])
                : Value.scalar(values[0]);
    }

    /** ⌊share · (total − 1)⌋ without rounding, or of weights the first rank that makes the share full. */
    private static long rank(double share, long total, boolean weighted) {
        if (weighted) {
            return Math.max(0, -floor(Dyadic.of(-share).times(total)) - 1);
        }
        return floor(Dyadic.of(share).times(total - 1));
    }

    private static long floor(Dyadic rank) {
        BigInteger whole = rank.exponent() < 0
                ? rank.significand().shiftRight(-rank.exponent())
                : rank.significand().shiftLeft(rank.exponent());
        return whole.longValueExact();
    }

    /** The bucket that holds the value of a rank. */
    private static long at(SparseCounts counts, long rank) {
        long[] found = {0, rank};
        counts.forEachSorted((key, from, count) -> {
            if (found[1] >= 0 && count > 0) {
                found[0] = key[from];
                found[1] -= count;
            }
        });
        return found[0];
    }
}
