package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Formula;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the metrics of a plan, and looks for what speaks against them and their arguments. */
final class MetricCheck {

    /** Bytes that one state may take; each open pane of each series has one. */
    private static final long STATE_BUDGET = 64L << 20;

    private final PlanSpec spec;
    private final Catalogue catalogue;
    private final Problems problems;
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private @Nullable MetricSet compiled;

    MetricCheck(PlanSpec spec, Catalogue catalogue, Problems problems) {
        this.spec = spec;
        this.catalogue = catalogue;
        this.problems = problems;
    }

    /** The metrics by name; those that could not be made are not among them. */
    Map<String, Metric> metrics() {
        return metrics;
    }

    /** The metrics, compiled; null where something speaks against them. */
    @Nullable
    MetricSet compiled() {
        return compiled;
    }

    void run() {
        makeMetrics();
        checkArguments();
    }

    private void makeMetrics() {
        problems.require("metrics", !spec.metrics().isEmpty(), "is empty; list at least one metric");
        int before = problems.list().size();
        for (int i = 0; i < spec.metrics().size(); i++) {
            MetricSpec metric = spec.metrics().get(i);
            String name = metric.metric();
            String path = "metrics[" + i + "]";
            problems.require(
                    path,
                    (name == null) != (metric.value() == null),
                    "names " + (name == null ? "neither a metric nor a value" : "a metric and a value")
                            + "; give one of them, as in {metric: f1_score} or {name: gap, value: f1_a - f1_b}");
            problems.require(
                    path + ".args",
                    metric.value() == null || metric.args().isEmpty(),
                    "a value takes no arguments; give them to the metrics that it names");
            if (name != null) {
                add(i, problems.attempt(path, () -> catalogue.create(name, metric.args(), spec.arguments())));
            }
        }
        // Formulas last: they may name metrics that stand below them.
        for (int i = 0; i < spec.metrics().size(); i++) {
            MetricSpec metric = spec.metrics().get(i);
            String formula = metric.value();
            if (formula != null && metric.metric() == null) {
                add(
                        i,
                        problems.attempt(
                                "metrics[" + i + "].value",
                                () -> Formula.parse(formula).over(metrics, metric.reportedName())));
            }
        }
        if (problems.list().size() == before && !metrics.isEmpty()) {
            compile();
        }
    }

    private void compile() {
        compiled = problems.attempt("metrics", () -> MetricSet.of(inOrder(), AlertCheck.references(spec, metrics)));
        if (compiled != null) {
            long bytes = compiled.layout().bytes();
            problems.require(
                    "metrics",
                    bytes <= STATE_BUDGET,
                    "need " + bytes + " bytes of state for each series and pane; at most " + STATE_BUDGET
                            + " are allowed (8 for each count or extremum, 96 for each exact sum, 256 for each"
                            + " sparse map); read fewer wide metrics in one plan, or bounded forms of them");
        }
    }

    private void add(int index, @Nullable Metric made) {
        String name = spec.metrics().get(index).reportedName();
        if (made != null && metrics.putIfAbsent(name, made) != null) {
            problems.add(
                    "metrics[" + index + "]",
                    "another metric is named '" + name + "' as well; give one of them another `name:`");
        }
    }

    /** The metrics in the order of the plan, in which they are reported. */
    private Map<String, Metric> inOrder() {
        Map<String, Metric> inOrder = new LinkedHashMap<>();
        for (MetricSpec metric : spec.metrics()) {
            inOrder.put(metric.reportedName(), Objects.requireNonNull(metrics.get(metric.reportedName())));
        }
        return inOrder;
    }

    /** An argument for all metrics that none of them takes is a mistake: it was meant to change something. */
    private void checkArguments() {
        Set<String> taken = new LinkedHashSet<>();
        for (MetricSpec metric : spec.metrics()) {
            String name = metric.metric();
            if (name != null && !catalogue.has(name)) {
                return;
            } else if (name != null) {
                taken.addAll(catalogue.parameters(name, metric.args()));
            }
        }
        for (String argument : spec.arguments().keySet()) {
            problems.require(
                    "arguments." + argument,
                    taken.contains(argument),
                    "no metric of the plan takes this argument" + Suggestion.of(argument, taken) + "; remove it");
        }
    }
}
