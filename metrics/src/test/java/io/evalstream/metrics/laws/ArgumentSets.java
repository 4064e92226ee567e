package io.evalstream.metrics.laws;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Arguments with which to try a metric, derived from its parameters: the smallest that it accepts, and from there every
 * choice, both values of every flag, and a few values of every other parameter, one at a time. What the metric refuses is
 * left out.
 */
public final class ArgumentSets {

    private static final int CLASSES = 3;
    /** What by default is as large as networks and photographs are. */
    private static final Set<String> ALWAYS_GIVEN = Set.of("feature", "betas");

    private ArgumentSets() {}

    /** Metrics by their arguments; empty where every set is refused. */
    public static Map<Map<String, @Nullable Object>, Metric> of(MetricDefinition definition, Catalogue catalogue) {
        Map<Map<String, @Nullable Object>, Metric> accepted = new LinkedHashMap<>();
        for (Map<String, @Nullable Object> base : bases(definition)) {
            tryTo(definition, base, catalogue, accepted);
        }
        for (Map<String, @Nullable Object> base : List.copyOf(accepted.keySet())) {
            for (Parameter parameter : definition.parameters()) {
                for (Object value : variations(parameter)) {
                    Map<String, @Nullable Object> varied = new LinkedHashMap<>(base);
                    varied.put(parameter.name(), value);
                    tryTo(definition, varied, catalogue, accepted);
                }
            }
        }
        return accepted;
    }

    private static void tryTo(
            MetricDefinition definition,
            Map<String, @Nullable Object> args,
            Catalogue catalogue,
            Map<Map<String, @Nullable Object>, Metric> accepted) {
        if (accepted.containsKey(args)) {
            return;
        }
        try {
            accepted.put(args, catalogue.create(definition.name(), args, Map.of()));
        } catch (PlanException refused) {
            // Arguments that contradict one another are not what these tests are about.
            return;
        }
    }

    /** The arguments that must be given; for each task, where the metric dispatches; and the same with all sizes given. */
    private static List<Map<String, @Nullable Object>> bases(MetricDefinition definition) {
        Map<String, @Nullable Object> smallest = new LinkedHashMap<>();
        Map<String, @Nullable Object> sized = new LinkedHashMap<>();
        List<String> tasks = List.of();
        for (Parameter parameter : definition.parameters()) {
            Object value = sensible(parameter);
            boolean given = parameter.required() || ALWAYS_GIVEN.contains(parameter.name());
            if (given) {
                smallest.put(parameter.name(), value);
            }
            if (given || parameter.name().startsWith("num_") || parameter.name().equals("data_range")) {
                sized.put(parameter.name(), value);
            }
            if (parameter.name().equals("task")) {
                tasks = parameter.choices();
            }
        }
        List<Map<String, @Nullable Object>> bases = new ArrayList<>();
        for (Map<String, @Nullable Object> base : List.of(smallest, sized)) {
            bases.add(base);
            for (String task : tasks) {
                Map<String, @Nullable Object> ofTask = new LinkedHashMap<>(base);
                ofTask.put("task", task);
                bases.add(ofTask);
            }
        }
        return bases;
    }

    private static Object sensible(Parameter parameter) {
        double least = parameter.least() == null ? Double.NEGATIVE_INFINITY : parameter.least();
        double most = parameter.most() == null ? Double.POSITIVE_INFINITY : parameter.most();
        return switch (parameter.type()) {
            case INTEGER -> (int) Math.min(most, Math.max(least, CLASSES));
            case NUMBER -> Math.min(most, Math.max(least, 0.5));
            case BOOLEAN -> true;
            case TEXT, FILE, ANY -> "text";
            case CHOICE -> parameter.choices().get(0);
            // Numbers that are indexes as well; what is stuff is no thing.
            case NUMBERS -> parameter.name().equals("stuffs") ? List.of(2.0, 3.0) : List.of(0.0, 1.0);
            case TEXTS -> List.of("a", "b", "c");
            case THRESHOLDS -> 5;
            case METRIC -> "mean_squared_error";
            case METRICS -> List.of("mean_squared_error");
        };
    }

    private static List<Object> variations(Parameter parameter) {
        if (parameter.name().equals("weight_unit")) {
            // Says nothing on its own; the one by default is tried where rows are weighted.
            return List.of();
        }
        double least = parameter.least() == null ? -1 : parameter.least();
        double most = parameter.most() == null ? 4 : parameter.most();
        return switch (parameter.type()) {
            case INTEGER ->
                parameter.name().equals("ignore_index")
                        ? List.of(-1, 1)
                        : List.of((int) least, (int) Math.min(most, Math.max(least, 2)));
            case NUMBER -> List.of(least, (least + most) / 2, most);
            case BOOLEAN -> List.of(true, false);
            case CHOICE -> List.copyOf(parameter.choices());
            case THRESHOLDS -> List.of(5, List.of(0.25, 0.5, 1.0));
            case TEXTS ->
                parameter.choices().isEmpty()
                        ? List.of()
                        : List.of(parameter.choices().subList(1, 2), parameter.choices());
            case TEXT, FILE, ANY, NUMBERS, METRIC, METRICS -> List.of();
        };
    }
}
