package io.evalstream.metrics.metric;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All metrics by name. A metric is found by its own name and by that of its class in TorchMetrics. */
public final class Catalogue {

    private final Map<String, MetricDefinition> byName = new TreeMap<>();
    private final Map<String, MetricDefinition> byClass = new TreeMap<>();
    private final Map<String, String> families = new LinkedHashMap<>();

    public Catalogue(Iterable<MetricFamily> families) {
        for (MetricFamily family : families) {
            for (MetricDefinition definition : family.metrics()) {
                if (byName.putIfAbsent(definition.name(), definition) != null) {
                    throw new IllegalStateException("two metrics are named '" + definition.name()
                            + "'; the one in family '" + family.name() + "' needs another name");
                }
                if (!definition.torchMetrics().isEmpty()) {
                    byClass.put(definition.torchMetrics(), definition);
                }
                this.families.put(definition.name(), family.name());
            }
        }
    }

    /** The families on the class path. */
    public static Catalogue discover() {
        return new Catalogue(ServiceLoader.load(MetricFamily.class, Catalogue.class.getClassLoader()));
    }

    /** All definitions, by name. */
    public Collection<MetricDefinition> definitions() {
        return byName.values();
    }

    /** Name of the family that a metric belongs to. */
    public String familyOf(MetricDefinition definition) {
        return families.getOrDefault(definition.name(), "");
    }

    /** True where the catalogue has a metric of this name or TorchMetrics class. */
    public boolean has(String name) {
        return byName.containsKey(name) || byClass.containsKey(name);
    }

    /**
     * Finds a metric by name or TorchMetrics class.
     *
     * @throws PlanException where there is none, with the nearest name
     */
    public MetricDefinition find(String name) {
        MetricDefinition definition = byName.containsKey(name) ? byName.get(name) : byClass.get(name);
        if (definition == null) {
            Collection<String> names =
                    Character.isUpperCase(name.isEmpty() ? 'a' : name.charAt(0)) ? byClass.keySet() : byName.keySet();
            throw new PlanException("there is no metric '" + name + "'" + Suggestion.of(name, names)
                    + "; `evalstream metrics` lists them");
        }
        return definition;
    }

    /** Makes a metric; see {@link MetricDefinition}. */
    public Metric create(String name, Map<String, ? extends @Nullable Object> arguments, Map<String, ?> defaults) {
        return find(name).create(arguments, defaults, this);
    }

    /** Names of the arguments that a metric takes, with those of the metrics nested in it. */
    public Set<String> parameters(String name, Map<String, ? extends @Nullable Object> arguments) {
        Set<String> names = new LinkedHashSet<>();
        for (Parameter parameter : find(name).parameters()) {
            names.add(parameter.name());
            Object given = arguments.get(parameter.name());
            boolean nests = parameter.type() == Parameter.Type.METRIC || parameter.type() == Parameter.Type.METRICS;
            if (nests && given != null) {
                addParameters(given, names);
            }
        }
        return names;
    }

    private void addParameters(Object given, Set<String> names) {
        if (given instanceof String name && has(name)) {
            names.addAll(parameters(name, Map.of()));
        } else if (given instanceof List<?> list) {
            list.forEach(element -> addParameters(element, names));
        } else if (given instanceof Map<?, ?> map && isMetric(map)) {
            String name = nameOf(map);
            if (has(name)) {
                names.addAll(parameters(name, argumentsOf(map)));
            }
        } else if (given instanceof Map<?, ?> map) {
            map.values().forEach(element -> addParameters(element, names));
        }
    }

    /** Makes a nested metric from what a plan says: a name, or a map with {@code metric} and {@code args}. */
    Metric create(Object nested, Map<String, ?> defaults) {
        return create(nameOf(nested), argumentsOf(nested), defaults);
    }

    /** Nested metrics by name: those of a map by its keys, those of a list, or one alone, by what they are called. */
    static List<Map.Entry<String, Object>> nested(Object given) {
        List<Map.Entry<String, Object>> nested = new ArrayList<>();
        if (given instanceof List<?> list) {
            list.forEach(element -> nested.add(Map.entry(nameOf(element), element)));
        } else if (given instanceof Map<?, ?> map && !isMetric(map)) {
            map.forEach((name, element) -> nested.add(Map.entry(String.valueOf(name), element)));
        } else {
            nested.add(Map.entry(nameOf(given), given));
        }
        return nested;
    }

    /** The name by which a nested metric is called. */
    static String nameOf(Object nested) {
        if (nested instanceof String name) {
            return name;
        }
        if (nested instanceof Map<?, ?> map && map.get("metric") instanceof String name) {
            return name;
        }
        throw new PlanException("a metric was expected: a name, or a map with 'metric' and 'args'; found " + nested);
    }

    private static boolean isMetric(Map<?, ?> map) {
        return map.get("metric") instanceof String && Set.of("metric", "args").containsAll(map.keySet());
    }

    private static Map<String, @Nullable Object> argumentsOf(Object nested) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        if (nested instanceof Map<?, ?> map && map.get("args") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> arguments.put(String.valueOf(key), value));
        }
        return arguments;
    }

    /** Names of all metrics, for completion and suggestions. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }
}
