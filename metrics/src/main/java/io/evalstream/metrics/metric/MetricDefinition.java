package io.evalstream.metrics.metric;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An entry of the catalogue: how a metric is called, what arguments it takes, what it computes, and how it is made. */
public final class MetricDefinition {

    /** Arguments of TorchMetrics that concern its own machinery. They are accepted and change nothing. */
    private static final Set<String> MACHINERY =
            Set.of("validate_args", "dist_sync_on_step", "sync_on_compute", "compute_on_cpu", "compute_with_cache");

    private final String name;
    private final Function<Arguments, Metric> factory;
    private String torchMetrics = "";
    private String scikitLearn = "";
    private String summary = "";
    private String formula = "";
    private String undefined = "";
    private List<Parameter> parameters = List.of();
    private boolean takesWeights;

    private MetricDefinition(String name, Function<Arguments, Metric> factory) {
        this.name = name;
        this.factory = factory;
    }

    /**
     * Begins a definition.
     *
     * @param name name in snake case
     * @param factory makes the metric from checked arguments; throws {@link PlanException} where they contradict one
     *     another
     */
    public static MetricDefinition of(String name, Function<Arguments, Metric> factory) {
        return new MetricDefinition(name, factory);
    }

    /** The class of TorchMetrics that this is; it is accepted as a name. */
    public MetricDefinition torchMetrics(String className) {
        torchMetrics = className;
        return this;
    }

    /** The counterpart in scikit-learn, for the documentation. */
    public MetricDefinition scikitLearn(String function) {
        scikitLearn = function;
        return this;
    }

    /** One sentence on what it says. */
    public MetricDefinition summary(String sentence) {
        summary = sentence;
        return this;
    }

    /** The formula, and its source where it is not common knowledge. */
    public MetricDefinition formula(String text) {
        formula = text;
        return this;
    }

    /** When the value is undefined, beyond an empty window. */
    public MetricDefinition undefinedWhen(String text) {
        undefined = text;
        return this;
    }

    public MetricDefinition parameters(List<Parameter> list) {
        parameters = List.copyOf(list);
        return this;
    }

    /**
     * Rows may count by their weights: the metric gets the arguments that say so, and its statistics then see a row of
     * weight w as w / {@link Arguments#unit()} rows. A reading that is not a quotient multiplies by that unit.
     */
    public MetricDefinition takesWeights() {
        takesWeights = true;
        return this;
    }

    public String name() {
        return name;
    }

    public String torchMetrics() {
        return torchMetrics;
    }

    public String scikitLearn() {
        return scikitLearn;
    }

    public String summary() {
        return summary;
    }

    public String formula() {
        return formula;
    }

    public String undefinedWhen() {
        return undefined;
    }

    /** What it alone takes: all parameters but those that every metric with weights has. */
    public List<Parameter> ownParameters() {
        return parameters;
    }

    /** All that it takes, those that weights bring among them. */
    public List<Parameter> parameters() {
        if (!takesWeights) {
            return parameters;
        }
        List<Parameter> all = new ArrayList<>(parameters);
        all.addAll(Weights.PARAMETERS);
        return all;
    }

    /** Whether it cannot be made without a file that its user writes. */
    public boolean needsFile() {
        return parameters.stream()
                .anyMatch(parameter -> parameter.required() && parameter.type() == Parameter.Type.FILE);
    }

    /** Whether rows may count by their weights. */
    public boolean hasWeights() {
        return takesWeights;
    }

    /**
     * Makes the metric.
     *
     * @param given arguments of this metric; an unknown one is refused
     * @param defaults arguments of the whole plan; those that this metric does not take are passed over
     * @throws PlanException where an argument is unknown, missing or out of its bounds
     */
    Metric create(Map<String, ? extends @Nullable Object> given, Map<String, ?> defaults, Catalogue catalogue) {
        List<String> known = new ArrayList<>();
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Parameter parameter : parameters()) {
            String key = parameter.name();
            known.add(key);
            Object value = given.containsKey(key)
                    ? given.get(key)
                    : defaults.containsKey(key) ? defaults.get(key) : parameter.fallback();
            values.put(key, parameter.check(name, value));
        }
        for (String key : given.keySet()) {
            if (!values.containsKey(key) && !MACHINERY.contains(key)) {
                throw new PlanException(name + ": there is no argument '" + key + "'" + Suggestion.of(key, known)
                        + "; it takes " + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        }
        Arguments arguments = new Arguments(name, values, defaults, catalogue);
        Metric metric = factory.apply(arguments);
        return arguments.weighted() ? Weights.apply(metric, arguments) : metric;
    }
}
