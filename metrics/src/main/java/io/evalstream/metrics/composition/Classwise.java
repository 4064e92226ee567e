package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The elements of a metric's tensor under the names of classes. */
final class Classwise {

    private Classwise() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("classwise", Classwise::create)
                .torchMetrics("ClasswiseWrapper")
                .summary("The values of a metric for each class, by name.")
                .formula(
                        "{prefix}{label}{postfix}: the value of that class; without both, the metric's name is the prefix")
                .undefinedWhen("the metric is; it says one number (give it `average: none`); there are other than so"
                        + " many labels")
                .parameters(List.of(
                        Parameter.of("metric", Parameter.Type.METRIC, null, "a metric that says a value for each class")
                                .mustBeGiven(),
                        Parameter.of(
                                "labels",
                                Parameter.Type.TEXTS,
                                null,
                                "names of the classes; their indices if left out"),
                        Parameter.of("prefix", Parameter.Type.TEXT, null, "put before each name"),
                        Parameter.of("postfix", Parameter.Type.TEXT, null, "put after each name")));
    }

    private static Metric create(Arguments arguments) {
        Metric metric = arguments.metric("metric");
        boolean own = arguments.has("prefix") || arguments.has("postfix");
        String prefix = own
                ? Collection.text(arguments, "prefix")
                : arguments.metricName("metric").toLowerCase(Locale.ROOT) + "_";
        String postfix = Collection.text(arguments, "postfix");
        List<String> labels = arguments.has("labels") ? arguments.texts("labels") : List.of();
        return Metric.ofMetrics(arguments.metric(), Map.of("metric", metric), metric.higherIsBetter(), values -> {
            Value value = Objects.requireNonNull(values.get("metric"));
            return value instanceof Value.Tensor tensor
                    ? named(tensor, labels, prefix, postfix)
                    : value instanceof Value.Undefined
                            ? value
                            : Values.unfit("classwise", "a metric with a value for each class", value);
        });
    }

    private static Value named(Value.Tensor tensor, List<String> labels, String prefix, String postfix) {
        int classes = tensor.shape()[0];
        if (!labels.isEmpty() && labels.size() != classes) {
            return Value.undefined(
                    Value.Code.DEGENERATE, labels.size() + " labels were given for the " + classes + " classes");
        }
        int[] rest = Arrays.copyOfRange(tensor.shape(), 1, tensor.shape().length);
        int length = IntStream.of(rest).reduce(1, (a, b) -> a * b);
        Map<String, Value> named = new LinkedHashMap<>();
        for (int i = 0; i < classes; i++) {
            double[] own = Arrays.copyOfRange(tensor.values(), i * length, (i + 1) * length);
            String label = labels.isEmpty() ? Integer.toString(i) : labels.get(i);
            named.put(prefix + label + postfix, rest.length == 0 ? Value.scalar(own[0]) : new Value.Tensor(rest, own));
        }
        return new Value.Named(named);
    }
}
