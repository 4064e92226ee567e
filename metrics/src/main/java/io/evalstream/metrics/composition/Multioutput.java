package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A metric of each output by itself. */
final class Multioutput {

    private static final String NAN = "nan";

    private Multioutput() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("multioutput", Multioutput::create)
                .torchMetrics("MultioutputWrapper")
                .summary("A metric of each of several outputs by itself.")
                .formula("the metric of output 0, of output 1, …")
                .undefinedWhen("no output has a value; an output without one is NaN among the others")
                .parameters(List.of(
                        Parameter.of("base_metric", Parameter.Type.METRIC, null, "the metric of one output")
                                .mustBeGiven(),
                        Parameter.integer("num_outputs", null, "how many outputs")
                                .mustBeGiven()
                                .atLeast(1),
                        Parameter.integer(
                                "output_dim",
                                -1,
                                "dimension of the outputs, where 0 is that of the rows; negative from the end"),
                        Parameter.flag(
                                "remove_nans",
                                true,
                                "leave out rows with NaN in an output, for that output; else they make it undefined"),
                        Parameter.flag("squeeze_outputs", true, "whether that dimension goes away")));
    }

    private static Metric create(Arguments arguments) {
        Metric base = arguments.metric("base_metric");
        int outputs = arguments.integer("num_outputs");
        int dimension = arguments.integer("output_dim");
        if (dimension == 0) {
            throw arguments.refuse("'output_dim' is 0, the dimension of the rows; expected that of the outputs within a"
                    + " row: 1, 2, …, or −1 for the last");
        }
        boolean removeNans = arguments.flag("remove_nans");
        Map<String, Metric> parts = new LinkedHashMap<>();
        for (int i = 0; i < outputs; i++) {
            Output output = new Output(
                    i, outputs, dimension < 0 ? dimension : dimension - 1, arguments.flag("squeeze_outputs"));
            parts.put(Integer.toString(i), base.replacing(statistic -> new Adapted(statistic, output)));
            if (!removeNans) {
                List<Statistic> counts = base.statistics().stream()
                        .map(statistic -> (Statistic) new NanRows(statistic, output))
                        .toList();
                parts.put(
                        NAN + i,
                        new Metric(
                                NAN,
                                counts,
                                memories -> Value.scalar(memories.stream()
                                        .mapToDouble(memory -> memory.count(0))
                                        .sum()),
                                null));
            }
        }
        return Metric.ofMetrics(arguments.metric(), parts, base.higherIsBetter(), values -> stacked(values, outputs));
    }

    private static Value stacked(Map<String, Value> values, int outputs) {
        List<Value> ofOutputs = new ArrayList<>();
        for (int i = 0; i < outputs; i++) {
            boolean poisoned = values.get(NAN + i) instanceof Value.Scalar count && count.value() > 0;
            ofOutputs.add(
                    poisoned
                            ? Value.undefined(Value.Code.NON_FINITE, "some rows have NaN in output " + i)
                            : Objects.requireNonNull(values.get(Integer.toString(i))));
        }
        return Values.ifAllEmpty(ofOutputs).orElseGet(() -> stacked(ofOutputs));
    }

    /** One tensor of all outputs' numbers; NaN where an output has none. */
    private static Value stacked(List<Value> values) {
        int[] shape = values.stream()
                .filter(Value.Tensor.class::isInstance)
                .map(value -> ((Value.Tensor) value).shape())
                .findFirst()
                .orElse(new int[0]);
        int length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        double[] all = new double[values.size() * length];
        Arrays.fill(all, Double.NaN);
        for (int i = 0; i < values.size(); i++) {
            Value value = values.get(i);
            if (value instanceof Value.Named
                    || (value instanceof Value.Tensor other && !Arrays.equals(other.shape(), shape))) {
                return named(values);
            } else if (value instanceof Value.Tensor tensor) {
                System.arraycopy(tensor.values(), 0, all, i * length, length);
            } else if (value instanceof Value.Scalar scalar && length == 1) {
                all[i] = scalar.value();
            }
        }
        if (Arrays.stream(all).allMatch(Double::isNaN)) {
            return values.get(0) instanceof Value.Undefined
                    ? values.get(0)
                    : new Value.Tensor(new int[] {all.length}, all);
        }
        int[] stacked = new int[shape.length + 1];
        stacked[0] = values.size();
        System.arraycopy(shape, 0, stacked, 1, shape.length);
        return new Value.Tensor(stacked, all);
    }

    /** Values that do not stack, such as curves of as many points as there are scores. */
    private static Value named(List<Value> values) {
        Map<String, Value> named = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            named.put(Integer.toString(i), values.get(i));
        }
        return new Value.Named(named);
    }
}
