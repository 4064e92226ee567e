package io.evalstream.metrics.golden;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kind of input that TorchMetrics guesses from the numbers, made the argument {@code input}: integers are labels, a
 * score outside [0, 1] makes all of them logits, and else they are probabilities.
 */
final class JudgedInput {

    private static final String ARGUMENT = "input";
    private static final String NESTED_METRIC = "metric";
    private static final String NESTED_ARGUMENTS = "args";

    private JudgedInput() {}

    /** The kind of what these batches hold in {@code preds}; null where they hold no numbers there. */
    static @Nullable String of(List<GoldenBatch> batches) {
        boolean some = false;
        boolean integers = true;
        boolean outside = false;
        for (GoldenBatch batch : batches) {
            for (Cell.Numbers cell : batch.numbers("preds")) {
                some = true;
                integers &= cell.type().isInteger();
                for (double score : cell.values()) {
                    outside |= score < 0 || score > 1;
                }
            }
        }
        if (!some) {
            return null;
        }
        return integers ? "label" : outside ? "logit" : "probability";
    }

    /** The arguments with the kind, where the metric, or one nested in it, takes it and was given none. */
    static Map<String, Object> in(Map<String, Object> args, String metric, @Nullable String kind, Catalogue catalogue) {
        Map<String, Object> complete = new LinkedHashMap<>();
        args.forEach((name, value) -> complete.put(name, inNested(value, kind, catalogue)));
        if (kind != null && takesInput(catalogue.find(metric))) {
            complete.putIfAbsent(ARGUMENT, kind);
        }
        return complete;
    }

    /** True where the metric, or one nested in it, takes the kind of its input. */
    static boolean matters(Map<String, Object> args, String metric, Catalogue catalogue) {
        return !in(args, metric, "label", catalogue).equals(in(args, metric, "logit", catalogue));
    }

    @SuppressWarnings("unchecked") // the arguments come from JSON, whose maps have text keys
    private static @Nullable Object inNested(@Nullable Object value, @Nullable String kind, Catalogue catalogue) {
        if (value instanceof List<?> list) {
            return list.stream()
                    .map(element -> inNested(element, kind, catalogue))
                    .toList();
        }
        if (!(value instanceof Map<?, ?> map)) {
            return value;
        }
        Map<String, Object> complete = new LinkedHashMap<>();
        map.forEach((key, inner) -> complete.put((String) key, inNested(inner, kind, catalogue)));
        if (map.get(NESTED_METRIC) instanceof String name && map.get(NESTED_ARGUMENTS) instanceof Map<?, ?> nested) {
            complete.put(NESTED_ARGUMENTS, in((Map<String, Object>) nested, name, kind, catalogue));
        }
        return complete;
    }

    private static boolean takesInput(MetricDefinition definition) {
        return definition.parameters().stream()
                .anyMatch(parameter -> parameter.name().equals(ARGUMENT));
    }
}
