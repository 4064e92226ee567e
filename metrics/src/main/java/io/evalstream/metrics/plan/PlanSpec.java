package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as its owner writes it. The plan file, its JSON schema and this record are one: a component is a key.
 *
 * @param plan name of the plan
 * @param version version of the plan; a later one replaces an earlier one
 * @param models ids of the models it is for; {@code "*"} is any model
 * @param arguments arguments for all metrics that take them, such as {@code task}, {@code num_classes} and {@code input}
 * @param metrics what is computed
 * @param windows over which stretches of time
 * @param series what separates series besides stage, run and data set: one list for each way to look at them
 * @param labels how long and how labels are waited for
 * @param columns which field of an event feeds a column, where the usual one does not
 * @param classes names of the classes in the order of their indices, where labels are names
 */
public record PlanSpec(
        String plan,
        int version,
        List<String> models,
        Map<String, Object> arguments,
        List<MetricSpec> metrics,
        List<WindowSpec> windows,
        List<List<SeriesField>> series,
        LabelSpec labels,
        Map<String, String> columns,
        List<String> classes)
        implements Serializable {

    /** What separates series by default. */
    public static final List<List<SeriesField>> MODEL_AND_VERSION =
            List.of(List.of(SeriesField.MODEL, SeriesField.VERSION));

    /** A field of an event that can be kept apart or rolled up. */
    public enum SeriesField {
        MODEL,
        VERSION
    }

    /** A plan with defaults for all that has one. */
    public static PlanSpec of(
            String plan,
            List<String> models,
            Map<String, Object> arguments,
            List<MetricSpec> metrics,
            List<WindowSpec> windows) {
        return new PlanSpec(
                plan,
                1,
                models,
                arguments,
                metrics,
                windows,
                MODEL_AND_VERSION,
                LabelSpec.DEFAULT,
                Map.of(),
                List.of());
    }

    public PlanSpec withSeries(List<List<SeriesField>> other) {
        return new PlanSpec(plan, version, models, arguments, metrics, windows, other, labels, columns, classes);
    }

    public PlanSpec withLabels(LabelSpec other) {
        return new PlanSpec(plan, version, models, arguments, metrics, windows, series, other, columns, classes);
    }

    /**
     * A metric of a plan.
     *
     * @param metric name in the catalogue, or TorchMetrics class
     * @param name name under which it is reported, or null for the metric's own
     * @param args its arguments
     */
    public record MetricSpec(String metric, @Nullable String name, Map<String, Object> args) implements Serializable {
        public static MetricSpec of(String metric) {
            return new MetricSpec(metric, null, Map.of());
        }

        public static MetricSpec of(String metric, String name, Map<String, Object> args) {
            return new MetricSpec(metric, name, args);
        }

        /** The name under which it is reported. */
        public String reportedName() {
            return name == null ? metric : name;
        }
    }
}
