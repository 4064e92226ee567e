package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks for what speaks against the rules of a plan that look at its own metrics, or at those of one comparison. */
final class AlertCheck {

    private final PlanSpec spec;
    private final Map<String, Metric> metrics;
    private final Problems problems;

    /**
     * Checks rules against a plan.
     *
     * @param spec the plan whose reports the rules look at, which for those of a comparison is the comparison's
     * @param metrics its metrics; those that could not be made are not among them
     * @param problems where problems go
     */
    AlertCheck(PlanSpec spec, Map<String, Metric> metrics, Problems problems) {
        this.spec = spec;
        this.metrics = metrics;
        this.problems = problems;
    }

    /** What rules of change compare with, by the names of the rules. */
    static Map<String, Metric> references(PlanSpec spec, Map<String, Metric> metrics) {
        Map<String, Metric> references = new LinkedHashMap<>();
        for (AlertSpec rule : spec.alerts()) {
            ValuePath path = ValuePath.parse(rule.metric(), metrics.keySet());
            Metric metric = path == null || rule.comparison() != null ? null : metrics.get(path.metric());
            // What is wrong with it is told by the check of the rule.
            Span span = reference(rule, refusal -> {});
            if (span != null && metric != null) {
                references.put(rule.name(), metric.over(span));
            }
        }
        return references;
    }

    /** Names are those of alerts' keys. */
    static void checkNames(List<AlertSpec> rules, Problems problems) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            String name = rules.get(i).name();
            if (name.isBlank()) {
                problems.add("alerts[" + i + "].name", "is empty; give the rule a name");
            } else if (!names.add(name)) {
                problems.add(
                        "alerts[" + i + "].name",
                        "another rule is named '" + name + "' as well; give one of them another name");
            }
        }
    }

    void check(String path, AlertSpec rule) {
        int conditions =
                (rule.above() == null ? 0 : 1) + (rule.below() == null ? 0 : 1) + (rule.difference() == null ? 0 : 1);
        problems.require(
                path,
                conditions == 1,
                (conditions == 0 ? "says nothing of" : "says more than one thing of")
                        + " when it holds; give one of `above:`, `below:` and, for a comparison, `difference:`");
        problems.requireNumber(path + ".above", rule.above());
        problems.requireNumber(path + ".below", rule.below());
        problems.requirePositive(path + ".for_windows", rule.forWindows());
        problems.requirePositive(path + ".clear_for_windows", rule.clearForWindows());
        problems.requirePositive(path + ".min_examples", rule.minExamples());
        checkMetric(path, rule);
        checkClear(path, rule);
        checkWindows(path, rule);
        checkSlices(path, rule);
    }

    private void checkMetric(String path, AlertSpec rule) {
        ValuePath value = ValuePath.parse(rule.metric(), metrics.keySet());
        Metric metric = value == null ? null : metrics.get(value.metric());
        if (value == null || metric == null) {
            // A metric that could not be made has been told already.
            boolean isTold = spec.metrics().stream()
                    .map(MetricSpec::reportedName)
                    .anyMatch(
                            name -> !metrics.containsKey(name) && rule.metric().startsWith(name));
            problems.require(
                    path + ".metric",
                    isTold,
                    "the " + (rule.comparison() == null ? "plan" : "comparison") + " reports no '" + rule.metric() + "'"
                            + Suggestion.of(rule.metric(), metrics.keySet()) + "; name one of "
                            + String.join(", ", metrics.keySet()));
            return;
        }
        if (rule.change() != null) {
            checkChange(path, rule, metric);
        }
        problems.require(
                path + ".difference",
                rule.difference() == null || isSequence(value.metric()),
                "needs a confidence sequence, which holds however often one looks, and '" + rule.metric()
                        + "' is none; name a `comparison:` and its metric difference_anytime");
    }

    private void checkChange(String path, AlertSpec rule, Metric metric) {
        problems.require(
                path + ".change",
                rule.difference() == null,
                "there is no change of a difference; give `above:` or `below:` for a change, or leave one of them out");
        problems.require(
                path + ".metric",
                !metric.foldsWindows()
                        && metric.reads().stream().allMatch(read -> read.span().equals(Span.window())),
                "'" + rule.metric()
                        + "' already reads more windows than one; take the change of a metric of one window");
        Span unused = reference(
                rule, refusal -> problems.add(path + ".change.against", String.valueOf(refusal.getMessage())));
    }

    private static @Nullable Span reference(AlertSpec rule, Consumer<PlanException> refused) {
        try {
            return rule.reference();
        } catch (PlanException refusal) {
            refused.accept(refusal);
            return null;
        }
    }

    private void checkClear(String path, AlertSpec rule) {
        Double clear = rule.clear();
        problems.requireNumber(path + ".clear", clear);
        Double above = rule.above();
        Double below = rule.below();
        if (clear != null) {
            problems.require(
                    path + ".clear",
                    rule.difference() == null,
                    "a difference holds or does not; leave this out, or ask for more windows in a row");
            problems.require(
                    path + ".clear",
                    (above == null || clear <= above) && (below == null || clear >= below),
                    "is " + clear + ", where the rule itself holds ("
                            + (above != null ? "above " + above : "below " + below)
                            + "); expected a level on the other side, or leave it out");
        }
    }

    private void checkWindows(String path, AlertSpec rule) {
        Map<String, WindowSpec> known = new LinkedHashMap<>();
        for (WindowSpec window : spec.windows()) {
            if (window.problem() != null) {
                return; // that has been told, and such a window has no name
            }
            if (!window.isOfTraining()) {
                known.put(window.reportedName(), window);
            }
        }
        for (String name : rule.windows()) {
            WindowSpec window = known.get(name);
            problems.require(
                    path + ".windows",
                    window != null,
                    "the plan has no windows of time named '" + name + "'" + Suggestion.of(name, known.keySet())
                            + (known.isEmpty() ? "" : "; name some of " + String.join(", ", known.keySet())));
            problems.require(
                    path + ".windows",
                    window == null || rule.change() == null || window.times() != null,
                    "windows named '" + name + "' have none before them to count a change from; name some that the"
                            + " calendar ends, such as tumbling ones");
        }
        if (rule.watched(spec).isEmpty()) {
            problems.add(path, nothingWatched(rule));
        }
    }

    private static String nothingWatched(AlertSpec rule) {
        if (rule.difference() != null) {
            return "a confidence sequence is meant over a running window, and the plan has none; add {kind: running, size:"
                    + " 1h} to the windows, or name others in `windows:`, each of which begins anew";
        }
        return rule.change() != null
                ? "the plan has no windows with others before them; add such as {kind: tumbling, size: 1h}"
                : "the plan has no windows of time; add such as {kind: tumbling, size: 1h}";
    }

    private void checkSlices(String path, AlertSpec rule) {
        List<String> dimensions = spec.slices().stream().map(Slices::dimension).toList();
        for (String slice : rule.slices()) {
            boolean isNamed = Arrays.stream(slice.split(",", -1)).allMatch(part -> part.indexOf('=') > 0);
            String dimension = isNamed ? Slices.dimension(slice) : slice;
            problems.require(
                    path + ".slices",
                    slice.equals("*") ? !dimensions.isEmpty() : dimensions.contains(dimension),
                    dimensions.isEmpty()
                            ? "names '" + slice + "', and "
                                    + (rule.comparison() == null
                                            ? "the plan has no slices; add `slices:` to it"
                                            : "a comparison has no slices")
                                    + ", or leave this out"
                            : "the plan has no slices by '" + dimension + "'" + Suggestion.of(dimension, dimensions)
                                    + "; name \"*\", " + String.join(" or ", dimensions));
        }
    }

    /** Whether a metric is a difference with an interval for all looks at once. */
    private boolean isSequence(String name) {
        return spec.metrics().stream()
                .filter(metric -> metric.reportedName().equals(name) && "paired_difference".equals(metric.metric()))
                .map(metric ->
                        metric.args().getOrDefault("interval", spec.arguments().get("interval")))
                .anyMatch(interval ->
                        String.valueOf(interval).toLowerCase(Locale.ROOT).endsWith("_sequence"));
    }
}
