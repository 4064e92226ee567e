package io.evalstream.metrics.plan;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Formula;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks for all that speaks against a plan, so that its owner need not find it out one error at a time. */
final class PlanCheck {

    /** Bytes that one state may take; each open pane of each series has one. */
    private static final long STATE_BUDGET = 64L << 20;

    private final PlanSpec spec;
    private final Catalogue catalogue;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, Metric> metrics = new LinkedHashMap<>();
    private @Nullable MetricSet compiled;

    PlanCheck(PlanSpec spec, Catalogue catalogue) {
        this.spec = spec;
        this.catalogue = catalogue;
        require("plan", !spec.plan().isBlank(), "is empty; give the plan a name");
        require("version", spec.version() > 0, "is " + spec.version() + "; expected a whole number, at least 1");
        require("models", !spec.models().isEmpty(), "is empty; list model ids, or \"*\" for any");
        checkMetrics();
        checkArguments();
        checkWindows();
        checkSeries();
        checkSlices();
        checkLabels();
        checkGates();
        new TrainingCheck(spec, metrics, problems).run();
        checkComparisons();
        checkAlerts();
        requireNotNegative("event_time.max_out_of_orderness", spec.eventTime().maxOutOfOrderness());
        requireNotNegative("event_time.max_ahead", spec.eventTime().maxAhead());
    }

    List<Problem> problems() {
        return problems;
    }

    /** The metrics, compiled; null where something speaks against them. */
    @Nullable
    MetricSet compiled() {
        return compiled;
    }

    private void checkMetrics() {
        require("metrics", !spec.metrics().isEmpty(), "is empty; list at least one metric");
        int before = problems.size();
        for (int i = 0; i < spec.metrics().size(); i++) {
            MetricSpec metric = spec.metrics().get(i);
            String name = metric.metric();
            String path = "metrics[" + i + "]";
            require(
                    path,
                    (name == null) != (metric.value() == null),
                    "names " + (name == null ? "neither a metric nor a value" : "a metric and a value")
                            + "; give one of them, as in {metric: f1_score} or {name: gap, value: f1_a - f1_b}");
            require(
                    path + ".args",
                    metric.value() == null || metric.args().isEmpty(),
                    "a value takes no arguments; give them to the metrics that it names");
            if (name != null) {
                add(i, attempt(path, () -> catalogue.create(name, metric.args(), spec.arguments())));
            }
        }
        // Formulas last: they may name metrics that stand below them.
        for (int i = 0; i < spec.metrics().size(); i++) {
            MetricSpec metric = spec.metrics().get(i);
            String formula = metric.value();
            if (formula != null && metric.metric() == null) {
                add(
                        i,
                        attempt(
                                "metrics[" + i + "].value",
                                () -> Formula.parse(formula).over(metrics, metric.reportedName())));
            }
        }
        if (problems.size() == before && !metrics.isEmpty()) {
            compiled = attempt("metrics", () -> MetricSet.of(inOrder(), AlertCheck.references(spec, metrics)));
            if (compiled != null) {
                long bytes = compiled.layout().bytes();
                require(
                        "metrics",
                        bytes <= STATE_BUDGET,
                        "need " + bytes + " bytes of state for each series and pane; at most " + STATE_BUDGET
                                + " are allowed (8 for each count or extremum, 96 for each exact sum, 256 for each"
                                + " sparse map); read fewer wide metrics in one plan, or bounded forms of them");
            }
        }
    }

    private void add(int index, @Nullable Metric made) {
        String name = spec.metrics().get(index).reportedName();
        if (made != null && metrics.putIfAbsent(name, made) != null) {
            problems.add(new Problem(
                    "metrics[" + index + "]",
                    "another metric is named '" + name + "' as well; give one of them another `name:`"));
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
            require(
                    "arguments." + argument,
                    taken.contains(argument),
                    "no metric of the plan takes this argument" + Suggestion.of(argument, taken) + "; remove it");
        }
    }

    private void checkWindows() {
        require("windows", !spec.windows().isEmpty(), "is empty; list at least one window");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.windows().size(); i++) {
            WindowSpec window = spec.windows().get(i);
            String path = "windows[" + i + "]";
            Problem problem = window.problem();
            if (problem != null) {
                problems.add(new Problem(path + problem.path(), problem.message()));
            } else {
                require(
                        path,
                        names.add(window.reportedName()),
                        "another window is named '" + window.reportedName()
                                + "' as well; remove one, or give it another `name:`");
            }
        }
    }

    private void checkSeries() {
        require("series", !spec.series().isEmpty(), "is empty; leave it out, or list what separates series");
        List<Set<SeriesField>> seen = new ArrayList<>();
        for (int i = 0; i < spec.series().size(); i++) {
            Set<SeriesField> fields = EnumSet.noneOf(SeriesField.class);
            fields.addAll(spec.series().get(i));
            int earlier = seen.indexOf(fields);
            require(
                    "series[" + i + "]",
                    earlier < 0,
                    "separates by the same fields as series[" + earlier + "]; remove one of them");
            seen.add(fields);
        }
    }

    private void checkSlices() {
        Set<String> dimensions = new HashSet<>();
        for (int i = 0; i < spec.slices().size(); i++) {
            SliceSpec slice = spec.slices().get(i);
            String path = "slices[" + i + "]";
            require(path + ".by", !slice.by().isEmpty(), "is empty; list at least one feature");
            require(
                    path + ".by",
                    dimensions.add(Slices.dimension(slice)),
                    "another entry slices by the same features; remove one of them");
            for (String feature : slice.by()) {
                require(
                        path + ".by",
                        !feature.isEmpty() && feature.indexOf(',') < 0 && feature.indexOf('=') < 0,
                        "names the feature '" + feature + "'; expected a name without commas and equals signs");
            }
            requireSliced(path + ".ranges", slice, slice.ranges().keySet());
            requireSliced(path + ".values", slice, slice.values().keySet());
            slice.ranges()
                    .forEach((feature, cuts) -> require(
                            path + ".ranges." + feature,
                            !cuts.isEmpty()
                                    && cuts.stream().noneMatch(cut -> cut.isNaN())
                                    && cuts.stream()
                                            .sorted()
                                            .distinct()
                                            .toList()
                                            .equals(cuts),
                            "is " + cuts + "; expected cut points in rising order"));
            require(path + ".max", slice.max() > 0, "is " + slice.max() + "; expected at least 1");
        }
    }

    private void requireSliced(String path, SliceSpec slice, Set<String> features) {
        for (String feature : features) {
            require(
                    path + "." + feature,
                    slice.by().contains(feature),
                    "is no feature of this slice" + Suggestion.of(feature, slice.by())
                            + "; add it to `by:`, or remove it");
        }
    }

    private void checkGates() {
        GateSpec gates = spec.gates();
        require(
                "gates.min_label_coverage",
                gates.minLabelCoverage() >= 0 && gates.minLabelCoverage() <= 1,
                "is " + gates.minLabelCoverage() + "; expected a share from 0 to 1");
        require("gates.min_examples", gates.minExamples() > 0, "is " + gates.minExamples() + "; expected at least 1");
        if (gates.timeout() != null) {
            requireNotNegative("gates.timeout", gates.timeout());
        }
    }

    private void checkLabels() {
        LabelSpec labels = spec.labels();
        requireNotNegative("labels.horizon", labels.horizon());
        requireNotNegative("labels.slack", labels.slack());
        requireNotNegative("labels.delay", labels.delay());
        Duration every = labels.reviseEvery();
        if (every != null) {
            require(
                    "labels.revise_every",
                    every.toMillis() > 0,
                    "is " + WindowSpec.text(every) + "; expected a positive duration such as 10m, or leave it out");
        }
    }

    private void checkComparisons() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.comparisons().size(); i++) {
            ComparisonSpec comparison = spec.comparisons().get(i);
            String path = "comparisons[" + i + "]";
            require(
                    path + ".name",
                    names.add(comparison.name()),
                    "another comparison is named '" + comparison.name() + "' as well; give one of them another name");
            require(
                    path,
                    !comparison.champion().equals(comparison.challenger()),
                    "compares a model with itself; name another model or version as the challenger");
            checkContestants(comparison, path);
            if (!problems.isEmpty()) {
                continue; // or each of them would be told twice
            }
            comparisonPlan(comparison)
                    .problems()
                    .forEach(problem -> problems.add(new Problem(path, problem.path() + ": " + problem.message())));
        }
    }

    /** The plan of a comparison; the rules about it are checked with those of this plan. */
    private PlanCheck comparisonPlan(ComparisonSpec comparison) {
        return new PlanCheck(comparison.asPlan(spec.withAlerts(List.of())), catalogue);
    }

    private void checkAlerts() {
        AlertCheck.checkNames(spec.alerts(), problems);
        for (int i = 0; i < spec.alerts().size(); i++) {
            AlertSpec rule = spec.alerts().get(i);
            String path = "alerts[" + i + "]";
            String named = rule.comparison();
            if (named == null) {
                new AlertCheck(spec, metrics, problems).check(path, rule);
                continue;
            }
            List<String> names = new ArrayList<>();
            for (ComparisonSpec comparison : spec.comparisons()) {
                names.add(comparison.name());
                if (comparison.name().equals(named)) {
                    PlanCheck plan = comparisonPlan(comparison);
                    new AlertCheck(plan.spec, plan.metrics, problems).check(path, rule);
                }
            }
            require(
                    path + ".comparison",
                    names.contains(named),
                    "the plan has no comparison '" + named + "'" + Suggestion.of(named, names)
                            + "; name one of its `comparisons:`, or leave this out");
        }
    }

    private void checkContestants(ComparisonSpec comparison, String path) {
        String champion = comparison.champion().model();
        String challenger = comparison.challenger().model();
        for (String model : List.of(champion, challenger)) {
            require(
                    path,
                    spec.models().contains(model) || spec.models().contains("*"),
                    "compares model '" + model + "', which the plan is not for; add it to `models:`");
        }
        require(
                path,
                champion.equals(challenger) || spec.labels().scope() == LabelSpec.Scope.TOPIC,
                "compares two models, and `labels.scope: model` gives each its own labels; use `scope: topic`");
        require(
                path,
                spec.labels().corrections(),
                "compares pairs, whose predictions must be kept, and `labels.corrections: off` drops them; leave it out");
        List<Input> read = compiled == null ? List.of() : compiled.schema().inputs();
        require(
                path,
                compiled == null || (read.contains(Input.PREDS) && read.contains(Input.TARGET)),
                "needs the columns preds and target, which no metric of the plan reads; list one that does, such as"
                        + " accuracy or mean_squared_error");
    }

    private <T> @Nullable T attempt(String path, Supplier<T> step) {
        try {
            return step.get();
        } catch (PlanException refusal) {
            problems.add(new Problem(path, String.valueOf(refusal.getMessage())));
            return null;
        }
    }

    private void requireNotNegative(String path, Duration duration) {
        require(
                path,
                !duration.isNegative(),
                "is " + WindowSpec.text(duration) + "; expected a duration that is not negative");
    }

    private void require(String path, boolean condition, String message) {
        if (!condition) {
            problems.add(new Problem(path, message));
        }
    }
}
