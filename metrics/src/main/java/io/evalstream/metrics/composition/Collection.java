package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Several metrics under one name. What they remember is shared where it is the same, here as everywhere in a plan. */
final class Collection {

    static final String NAME = "collection";

    /** Metrics whose named values stand beside the other members', as TorchMetrics flattens what is a dictionary there. */
    private static final Set<String> SPREAD = Set.of(
            "classwise",
            "min_max",
            "bootstrap",
            "multitask",
            "rouge_score",
            "squad",
            "binary_fairness",
            "binary_group_stat_rates");

    private static final List<Parameter> PARAMETERS = List.of(
            Parameter.of(
                            "metrics",
                            Parameter.Type.METRICS,
                            null,
                            "the members: a list, whose names are those of the metrics, or a map by name")
                    .mustBeGiven(),
            Parameter.of("prefix", Parameter.Type.TEXT, null, "put before each name"),
            Parameter.of("postfix", Parameter.Type.TEXT, null, "put after each name"),
            Parameter.of(
                    "compute_groups",
                    Parameter.Type.ANY,
                    true,
                    "checked, and of no effect: state is shared where it is declared to be the same"));

    private Collection() {}

    static MetricDefinition definition() {
        return MetricDefinition.of(NAME, Collection::create)
                .torchMetrics("MetricCollection")
                .summary("Several metrics under one name, which share what they remember where it is the same.")
                .formula("the members' values by name; those of a collection in it, and classes, stand beside them")
                .undefinedWhen("never, once a row was counted; each member says so of itself")
                .parameters(PARAMETERS);
    }

    private static Metric create(Arguments arguments) {
        Map<String, Metric> members = arguments.metrics("metrics");
        checkGroups(arguments, members.keySet());
        boolean named = arguments.get("metrics") instanceof Map<?, ?>;
        String prefix = text(arguments, "prefix");
        String postfix = text(arguments, "postfix");
        return Metric.ofMetrics(
                arguments.metric(),
                members,
                null,
                values -> Values.ifAllEmpty(values.values())
                        .orElseGet(() -> new Value.Named(Values.named(flat(members, values, named), prefix, postfix))));
    }

    static String text(Arguments arguments, String name) {
        String text = arguments.textOrNull(name);
        return text == null ? "" : text;
    }

    private static Map<String, Value> flat(Map<String, Metric> members, Map<String, Value> values, boolean named) {
        boolean clashes = namesClash(members, values);
        Map<String, Value> flat = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            String kind = kind(members, name);
            if (!(value instanceof Value.Named inner)) {
                flat.put(name, value);
            } else if (kind.equals(NAME)) {
                inner.values().forEach((key, one) -> flat.put(named ? name + "_" + key : key, one));
            } else if (SPREAD.contains(kind)) {
                inner.values().forEach((key, one) -> flat.put(clashes ? name + "_" + key : key, one));
            } else {
                flat.put(name, value);
            }
        });
        return flat;
    }

    /** Whether a name would stand for two values; then all that are spread carry their member's. */
    private static boolean namesClash(Map<String, Metric> members, Map<String, Value> values) {
        Set<String> names = new HashSet<>();
        boolean clash = false;
        for (Map.Entry<String, Value> entry : values.entrySet()) {
            if (entry.getValue() instanceof Value.Named inner && SPREAD.contains(kind(members, entry.getKey()))) {
                for (String key : inner.values().keySet()) {
                    clash |= !names.add(key);
                }
            } else {
                clash |= !names.add(entry.getKey());
            }
        }
        return clash;
    }

    private static String kind(Map<String, Metric> members, String name) {
        return Objects.requireNonNull(members.get(name)).name();
    }

    private static void checkGroups(Arguments arguments, Set<String> members) {
        Object groups = arguments.get("compute_groups");
        if (groups instanceof List<?> list) {
            for (Object group : list) {
                for (Object member : group instanceof List<?> names ? names : List.of(group)) {
                    if (!members.contains(String.valueOf(member))) {
                        throw arguments.refuse("'compute_groups' names '" + member + "'; expected members, which are "
                                + String.join(", ", members));
                    }
                }
            }
        } else if (groups != null && !(groups instanceof Boolean)) {
            throw arguments.refuse(
                    "'compute_groups' is " + groups + "; expected true, false, or a list of lists of members");
        }
    }
}
