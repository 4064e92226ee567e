package io.evalstream.jobs.cli;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How large the state of a metric is, and with what it grows. */
final class StateSize {

    private final ArgumentExamples examples;
    private final MetricDefinition definition;
    private final Map<String, Object> arguments;
    private final Layout layout;

    StateSize(ArgumentExamples examples, MetricDefinition definition, Map<String, Object> arguments) {
        this.examples = examples;
        this.definition = definition;
        this.arguments = arguments;
        this.layout = examples.alone(arguments).layout();
    }

    String bytes() {
        return grouped(layout.bytes());
    }

    /** With which arguments the state grows, and which of its maps grow with the data. */
    String growth() {
        List<String> ways = new ArrayList<>();
        for (Parameter parameter : definition.parameters()) {
            Object value =
                    arguments.containsKey(parameter.name()) ? arguments.get(parameter.name()) : parameter.fallback();
            if (value instanceof Integer size && size > 0) {
                growth(parameter.name(), size, ways);
            }
        }
        for (Layout.Place place : layout.places()) {
            if (place.slot() instanceof Slot.Sparse map) {
                // Key, count and mark of a place; between a quarter and a half of the places are taken.
                int entry = 8 * map.keyWords() + 9;
                ways.add("map `" + map.name() + "`: " + grouped(2L * entry) + " to " + grouped(4L * entry)
                        + " for each distinct key, up to " + grouped(map.cap()) + " keys");
            }
        }
        return ways.isEmpty() ? "not at all" : String.join("; ", ways);
    }

    private void growth(String name, int size, List<String> ways) {
        long twice;
        long thrice;
        try {
            twice = bytes(name, 2 * size);
            thrice = bytes(name, 3 * size);
        } catch (PlanException outOfBounds) {
            return;
        }
        long first = twice - layout.bytes();
        long second = thrice - twice;
        if (first > 0 && first == second && first % size == 0) {
            ways.add(grouped(first / size) + " for each of `" + name + "`");
        } else if (first > 0) {
            ways.add("with " + (second > first ? "the square of " : "") + "`" + name + "`");
        }
    }

    private long bytes(String name, int size) {
        return examples.alone(ArgumentExamples.with(arguments, name, size))
                .layout()
                .bytes();
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
