package io.evalstream.jobs.cli;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.PlanException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Arguments with which a metric can be shown: values for what must be given, and defaults for the rest. */
final class ArgumentExamples {

    private static final Map<String, Integer> SIZES = Map.of("num_classes", 10, "num_labels", 4);
    private static final int CUT_POINTS = 200;

    private final Catalogue catalogue;
    private final MetricDefinition definition;

    ArgumentExamples(Catalogue catalogue, MetricDefinition definition) {
        this.catalogue = catalogue;
        this.definition = definition;
    }

    /** A set of the metric alone; refused as {@link Catalogue#create} refuses. */
    MetricSet alone(Map<String, ? extends @Nullable Object> arguments) {
        return MetricSet.of(Map.of(definition.name(), catalogue.create(definition.name(), arguments, Map.of())));
    }

    /**
     * Arguments that differ in what the metric reads or remembers: each task, and each choice that changes the state. None
     * for a metric that its user's file defines.
     */
    List<Map<String, Object>> all() {
        List<Map<String, Object>> examples = new ArrayList<>();
        if (definition.needsFile()) {
            return examples;
        }
        for (Map<String, Object> required : required()) {
            Map<String, Object> enough = withSizes(required);
            Set<List<String>> seen = new HashSet<>();
            seen.add(slots(enough));
            examples.add(enough);
            for (Parameter parameter : definition.parameters()) {
                if (!parameter.required()) {
                    for (Object value : alternatives(parameter)) {
                        addIfNew(with(enough, parameter.name(), value), seen, examples);
                    }
                }
            }
        }
        return examples;
    }

    private void addIfNew(Map<String, Object> arguments, Set<List<String>> seen, List<Map<String, Object>> examples) {
        try {
            if (seen.add(slots(arguments))) {
                examples.add(arguments);
            }
        } catch (PlanException refusal) {
            // A choice that does not go with the other arguments is no example.
        }
    }

    private List<String> slots(Map<String, Object> arguments) {
        return alone(arguments).layout().places().stream()
                .map(place -> place.slot().signature())
                .toList();
    }

    private static List<?> alternatives(Parameter parameter) {
        return switch (parameter.type()) {
            case CHOICE, TEXTS -> parameter.choices();
            case BOOLEAN -> List.of(true, false);
            case THRESHOLDS -> List.of(CUT_POINTS);
            default -> List.of();
        };
    }

    /** As they are written on a command line. */
    static String text(Map<String, ?> arguments) {
        return arguments.entrySet().stream()
                .map(argument -> argument.getKey() + "="
                        + String.valueOf(argument.getValue()).replace(" ", ""))
                .collect(Collectors.joining(" "));
    }

    /** Arguments with one more, or with another value for it. */
    static Map<String, Object> with(Map<String, Object> arguments, String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(arguments);
        more.put(name, value);
        return more;
    }

    /** What must be given: once, or once for each task. */
    private List<Map<String, Object>> required() {
        List<Map<String, Object>> combinations = List.of(Map.of());
        for (Parameter parameter : definition.parameters()) {
            if (parameter.required()) {
                List<Map<String, Object>> extended = new ArrayList<>();
                for (Map<String, Object> before : combinations) {
                    values(parameter, before).forEach(value -> extended.add(with(before, parameter.name(), value)));
                }
                combinations = extended;
            }
        }
        return combinations;
    }

    /** Some arguments are needed only with the values of others; those are added where it is refused without them. */
    private Map<String, Object> withSizes(Map<String, Object> required) {
        List<Map<String, Object>> attempts = new ArrayList<>(List.of(required));
        for (Parameter parameter : definition.parameters()) {
            Integer size = SIZES.get(parameter.name());
            if (size != null) {
                attempts.add(with(required, parameter.name(), size));
            }
        }
        PlanException last = null;
        for (Map<String, Object> attempt : attempts) {
            try {
                alone(attempt);
                return attempt;
            } catch (PlanException refusal) {
                last = refusal;
            }
        }
        throw new IllegalStateException(
                definition.name() + " cannot be made with any of " + attempts, Objects.requireNonNull(last));
    }

    private static List<?> values(Parameter parameter, Map<String, Object> before) {
        double least = parameter.least() == null ? 0 : parameter.least();
        return switch (parameter.type()) {
            case CHOICE -> parameter.choices();
            case INTEGER -> List.of(SIZES.getOrDefault(parameter.name(), Math.max(2, (int) least)));
            case NUMBER -> List.of(least < 0.5 ? 0.5 : least + 1);
            case BOOLEAN -> List.of(true);
            case NUMBERS -> List.of(numbers(before));
            case TEXTS -> List.of(List.of("a", "b"));
            case THRESHOLDS -> List.of(CUT_POINTS);
            case METRIC -> List.of("mean_squared_error");
            case METRICS -> List.of(List.of("mean_squared_error"));
            case TEXT, FILE, ANY -> List.of("a");
        };
    }

    /** Two numbers that no list before has: lists of categories may not overlap. */
    private static List<Integer> numbers(Map<String, Object> before) {
        int first = 2
                * (int) before.values().stream().filter(List.class::isInstance).count();
        return List.of(first, first + 1);
    }
}
