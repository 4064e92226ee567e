package io.evalstream.metrics.metric;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one metric: checked, and complete with defaults. */
public final class Arguments {

    private final String metric;
    private final Map<String, @Nullable Object> values;
    private final Map<String, ?> defaults;
    private final Catalogue catalogue;

    Arguments(String metric, Map<String, @Nullable Object> values, Map<String, ?> defaults, Catalogue catalogue) {
        this.metric = metric;
        this.values = values;
        this.defaults = defaults;
        this.catalogue = catalogue;
    }

    /** Name of the metric that they are for. */
    public String metric() {
        return metric;
    }

    /** True where the argument has a value. */
    public boolean has(String name) {
        return get(name) != null;
    }

    public int integer(String name) {
        return (Integer) required(name);
    }

    public @Nullable Integer integerOrNull(String name) {
        return (Integer) get(name);
    }

    public double number(String name) {
        return (Double) required(name);
    }

    public @Nullable Double numberOrNull(String name) {
        return (Double) get(name);
    }

    public boolean flag(String name) {
        return (Boolean) required(name);
    }

    /** A choice or a text. */
    public String text(String name) {
        return (String) required(name);
    }

    public @Nullable String textOrNull(String name) {
        return (String) get(name);
    }

    /** A choice as a constant of an enum whose names are the choices in capitals; null is {@code NONE}. */
    public <E extends Enum<E>> E choice(String name, Class<E> type) {
        String word = textOrNull(name);
        return Enum.valueOf(type, word == null ? "NONE" : word.toUpperCase(Locale.ROOT));
    }

    @SuppressWarnings("unchecked") // Parameter.check made it a list of Double
    public List<Double> numbers(String name) {
        return (List<Double>) required(name);
    }

    @SuppressWarnings("unchecked") // Parameter.check made it a list of String
    public List<String> texts(String name) {
        return (List<String>) required(name);
    }

    /** The file that an argument names. */
    public AttachedFile file(String name) {
        return (AttachedFile) required(name);
    }

    /** What was given, for types that have no accessor of their own. */
    public @Nullable Object get(String name) {
        if (!values.containsKey(name)) {
            throw new IllegalArgumentException(metric + " declares no parameter '" + name + "'; add it to its list");
        }
        return values.get(name);
    }

    /** True where rows count by their weights. */
    public boolean weighted() {
        return Boolean.TRUE.equals(values.get(Weights.WEIGHTED.name()));
    }

    /** The weight that a count of one stands for: the unit of weights where rows are weighted, else 1. */
    public double unit() {
        return weighted() ? number(Weights.UNIT.name()) : 1;
    }

    /** The metric that an argument names; the arguments of the whole plan are its as well. */
    public Metric metric(String name) {
        return catalogue.create(required(name), defaults);
    }

    /** The metrics that an argument lists or maps, by their own names or by those that the map gives them. */
    public Map<String, Metric> metrics(String name) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        Catalogue.nested(required(name)).forEach(named -> {
            if (metrics.put(named.getKey(), catalogue.create(named.getValue(), defaults)) != null) {
                throw refuse("two metrics are named '" + named.getKey() + "'; write a map that names them apart");
            }
        });
        if (metrics.isEmpty()) {
            throw refuse("'" + name + "' is empty; give at least one metric");
        }
        return metrics;
    }

    /** The name by which an argument calls a metric: its own, or its class in TorchMetrics. */
    public String metricName(String name) {
        return Catalogue.nameOf(required(name));
    }

    /** The catalogue in which nested metrics are found. */
    public Catalogue catalogue() {
        return catalogue;
    }

    /** A refusal of these arguments. */
    public PlanException refuse(String message) {
        return new PlanException(metric + ": " + message);
    }

    /** All values, defaults among them. */
    public Map<String, @Nullable Object> asMap() {
        return values;
    }

    private Object required(String name) {
        Object value = get(name);
        if (value == null) {
            throw refuse("'" + name + "' has no value; give one");
        }
        return value;
    }
}
