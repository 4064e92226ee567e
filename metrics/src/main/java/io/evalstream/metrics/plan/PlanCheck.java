package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for all that speaks against a plan, so that its owner need not find it out one error at a time. */
final class PlanCheck {

    private final PlanSpec spec;
    private final Problems problems = new Problems();
    private final MetricCheck metrics;
    private final ComparisonCheck comparisons;

    PlanCheck(PlanSpec spec, Catalogue catalogue) {
        this.spec = spec;
        problems.require("plan", !spec.plan().isBlank(), "is empty; give the plan a name");
        problems.require(
                "version", spec.version() > 0, "is " + spec.version() + "; expected a whole number, at least 1");
        problems.require(
                "effective_from",
                spec.effectiveFrom() == null || spec.windows().stream().noneMatch(WindowSpec::isOfTraining),
                "is for windows of time; remove it, or put steps and epochs into a plan of their own");
        problems.require("models", !spec.models().isEmpty(), "is empty; list model ids, or \"*\" for any");
        metrics = new MetricCheck(spec, catalogue, problems);
        metrics.run();
        checkWindows();
        checkSeries();
        checkSlices();
        checkLabels();
        checkGates();
        new TrainingCheck(spec, metrics.metrics(), problems).run();
        comparisons = new ComparisonCheck(spec, catalogue, metrics.compiled(), problems);
        comparisons.run();
        checkAlerts();
        problems.requireNotNegative(
                "event_time.max_out_of_orderness", spec.eventTime().maxOutOfOrderness());
        problems.requireNotNegative("event_time.max_ahead", spec.eventTime().maxAhead());
    }

    List<Problem> problems() {
        return problems.list();
    }

    /** The metrics, compiled; null where something speaks against them. */
    @Nullable
    MetricSet compiled() {
        return metrics.compiled();
    }

    private void checkWindows() {
        problems.require("windows", !spec.windows().isEmpty(), "is empty; list at least one window");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.windows().size(); i++) {
            WindowSpec window = spec.windows().get(i);
            String path = "windows[" + i + "]";
            Problem problem = window.problem();
            if (problem != null) {
                problems.add(path + problem.path(), problem.message());
            } else {
                problems.require(
                        path,
                        names.add(window.reportedName()),
                        "another window is named '" + window.reportedName()
                                + "' as well; remove one, or give it another `name:`");
            }
        }
    }

    private void checkSeries() {
        problems.require("series", !spec.series().isEmpty(), "is empty; leave it out, or list what separates series");
        List<Set<SeriesField>> seen = new ArrayList<>();
        for (int i = 0; i < spec.series().size(); i++) {
            Set<SeriesField> fields = EnumSet.noneOf(SeriesField.class);
            fields.addAll(spec.series().get(i));
            int earlier = seen.indexOf(fields);
            problems.require(
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
            problems.require(path + ".by", !slice.by().isEmpty(), "is empty; list at least one feature");
            problems.require(
                    path + ".by",
                    dimensions.add(Slices.dimension(slice)),
                    "another entry slices by the same features; remove one of them");
            for (String feature : slice.by()) {
                problems.require(
                        path + ".by",
                        !feature.isEmpty() && feature.indexOf(',') < 0 && feature.indexOf('=') < 0,
                        "names the feature '" + feature + "'; expected a name without commas and equals signs");
            }
            requireSliced(path + ".ranges", slice, slice.ranges().keySet());
            requireSliced(path + ".values", slice, slice.values().keySet());
            slice.ranges()
                    .forEach((feature, cuts) -> problems.require(
                            path + ".ranges." + feature,
                            !cuts.isEmpty()
                                    && cuts.stream().noneMatch(cut -> cut.isNaN())
                                    && cuts.stream()
                                            .sorted()
                                            .distinct()
                                            .toList()
                                            .equals(cuts),
                            "is " + cuts + "; expected cut points in rising order"));
            problems.requirePositive(path + ".max", slice.max());
        }
    }

    private void requireSliced(String path, SliceSpec slice, Set<String> features) {
        for (String feature : features) {
            problems.require(
                    path + "." + feature,
                    slice.by().contains(feature),
                    "is no feature of this slice" + Suggestion.of(feature, slice.by())
                            + "; add it to `by:`, or remove it");
        }
    }

    private void checkGates() {
        GateSpec gates = spec.gates();
        problems.require(
                "gates.min_label_coverage",
                gates.minLabelCoverage() >= 0 && gates.minLabelCoverage() <= 1,
                "is " + gates.minLabelCoverage() + "; expected a share from 0 to 1");
        problems.requirePositive("gates.min_examples", gates.minExamples());
        if (gates.timeout() != null) {
            problems.requireNotNegative("gates.timeout", gates.timeout());
        }
    }

    private void checkLabels() {
        LabelSpec labels = spec.labels();
        problems.requireNotNegative("labels.horizon", labels.horizon());
        problems.requireNotNegative("labels.slack", labels.slack());
        problems.requireNotNegative("labels.delay", labels.delay());
        Duration every = labels.reviseEvery();
        if (every != null) {
            problems.require(
                    "labels.revise_every",
                    every.toMillis() > 0,
                    "is " + WindowSpec.text(every) + "; expected a positive duration such as 10m, or leave it out");
        }
    }

    private void checkAlerts() {
        AlertCheck.checkNames(spec.alerts(), problems);
        for (int i = 0; i < spec.alerts().size(); i++) {
            AlertSpec rule = spec.alerts().get(i);
            String path = "alerts[" + i + "]";
            String named = rule.comparison();
            if (named == null) {
                new AlertCheck(spec, metrics.metrics(), problems).check(path, rule);
                continue;
            }
            List<String> names = new ArrayList<>();
            for (ComparisonSpec comparison : spec.comparisons()) {
                names.add(comparison.name());
                if (comparison.name().equals(named)) {
                    PlanCheck plan = comparisons.asPlan(comparison);
                    new AlertCheck(plan.spec, plan.metrics.metrics(), problems).check(path, rule);
                }
            }
            problems.require(
                    path + ".comparison",
                    names.contains(named),
                    "the plan has no comparison '" + named + "'" + Suggestion.of(named, names)
                            + "; name one of its `comparisons:`, or leave this out");
        }
    }
}
