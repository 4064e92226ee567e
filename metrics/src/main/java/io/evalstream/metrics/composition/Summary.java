package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What is said of the values of replicates. */
record Summary(boolean mean, boolean std, List<Double> quantiles, boolean raw, double level) {

    /** The share of replicates that may be undefined. */
    private static final double MOST_UNDEFINED = 0.05;

    /**
     * Sums up the replicates of a value: each name by itself, each element by itself.
     *
     * @param value the value of all rows
     * @param replicates values of the same form, or undefined
     */
    Value of(Value value, List<Value> replicates) {
        if (value instanceof Value.Undefined) {
            return value;
        } else if (value instanceof Value.Named named) {
            Map<String, Value> summaries = new LinkedHashMap<>();
            named.values()
                    .forEach((name, inner) -> summaries.put(
                            name,
                            of(
                                    inner,
                                    replicates.stream()
                                            .map(one -> part(one, name))
                                            .toList())));
            return new Value.Named(summaries);
        }
        int[] shape = value instanceof Value.Tensor tensor ? tensor.shape() : new int[0];
        List<double[]> defined = replicates.stream()
                .filter(one -> !(one instanceof Value.Undefined))
                .map(Summary::elements)
                .filter(elements -> elements.length == elements(value).length)
                .toList();
        int undefined = replicates.size() - defined.size();
        boolean enough = undefined <= MOST_UNDEFINED * replicates.size() && !defined.isEmpty();
        return summary(withInterval(value, defined, enough), shape, defined, undefined, enough);
    }

    private Value summary(Value value, int[] shape, List<double[]> defined, int undefined, boolean enough) {
        if (!mean && !std && quantiles.isEmpty() && !raw) {
            return value;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("value", value);
        if (mean) {
            named.put("mean", enough ? each(shape, defined, Summary::mean) : tooFew(undefined));
        }
        if (std) {
            named.put("std", enough ? each(shape, defined, Summary::std) : tooFew(undefined));
        }
        if (!quantiles.isEmpty()) {
            named.put("quantile", enough ? quantiles(shape, defined) : tooFew(undefined));
        }
        if (raw) {
            named.put("raw", enough ? stacked(shape, defined) : tooFew(undefined));
        }
        named.put("undefined_replicates", Value.scalar((double) undefined));
        return new Value.Named(named);
    }

    private Value withInterval(Value value, List<double[]> defined, boolean enough) {
        if (!enough || !(value instanceof Value.Scalar scalar)) {
            return value;
        }
        double[] sorted = sorted(defined, 0);
        double outside = (1 - level) / 2;
        return new Value.Scalar(
                scalar.value(),
                new Interval(quantile(sorted, outside), quantile(sorted, 1 - outside), level, "bootstrap"));
    }

    private static Value tooFew(int undefined) {
        return Value.undefined(
                Value.Code.TOO_FEW, undefined + " replicates are undefined, more than 5 %; it takes more rows");
    }

    private static Value part(Value replicate, String name) {
        if (replicate instanceof Value.Named named) {
            Value inner = named.values().get(name);
            return inner == null ? Value.undefined(Value.Code.EMPTY, "the replicate lacks it") : inner;
        }
        return replicate;
    }

    private static double[] elements(Value value) {
        return value instanceof Value.Tensor tensor
                ? tensor.values()
                : value instanceof Value.Scalar scalar ? new double[] {scalar.value()} : new double[0];
    }

    private interface OfElement {
        double of(double[] sorted);
    }

    private static Value each(int[] shape, List<double[]> defined, OfElement function) {
        double[] results = new double[defined.get(0).length];
        for (int i = 0; i < results.length; i++) {
            results[i] = function.of(sorted(defined, i));
        }
        return shape.length == 0 ? Value.scalar(results[0]) : new Value.Tensor(shape, results);
    }

    /** One for each quantile, in the first dimension; a number where there is one of one number. */
    private Value quantiles(int[] shape, List<double[]> defined) {
        List<double[]> each = quantiles.stream()
                .map(quantile -> elements(each(shape, defined, sorted -> quantile(sorted, quantile))))
                .toList();
        return each.size() == 1 && shape.length == 0 ? Value.scalar(each.get(0)[0]) : stacked(shape, each);
    }

    private static Value stacked(int[] shape, List<double[]> rows) {
        int[] stacked = new int[shape.length + 1];
        stacked[0] = rows.size();
        System.arraycopy(shape, 0, stacked, 1, shape.length);
        return new Value.Tensor(
                stacked, rows.stream().flatMapToDouble(Arrays::stream).toArray());
    }

    private static double[] sorted(List<double[]> defined, int element) {
        return defined.stream()
                .mapToDouble(elements -> Objects.requireNonNull(elements)[element])
                .sorted()
                .toArray();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double std(double[] values) {
        double mean = mean(values);
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    /** Between the two values next to it, in proportion. */
    private static double quantile(double[] sorted, double quantile) {
        double at = quantile * (sorted.length - 1);
        int below = (int) at;
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
