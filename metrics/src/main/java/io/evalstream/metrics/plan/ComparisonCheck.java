package io.evalstream.metrics.plan;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for what speaks against the comparisons of a plan. */
final class ComparisonCheck {

    private final PlanSpec spec;
    private final Catalogue catalogue;
    private final @Nullable MetricSet compiled;
    private final Problems problems;

    /**
     * Checks comparisons.
     *
     * @param compiled the metrics of the plan; null where something speaks against them
     * @param problems where problems go
     */
    ComparisonCheck(PlanSpec spec, Catalogue catalogue, @Nullable MetricSet compiled, Problems problems) {
        this.spec = spec;
        this.catalogue = catalogue;
        this.compiled = compiled;
        this.problems = problems;
    }

    void run() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.comparisons().size(); i++) {
            ComparisonSpec comparison = spec.comparisons().get(i);
            String path = "comparisons[" + i + "]";
            problems.require(
                    path + ".name",
                    names.add(comparison.name()),
                    "another comparison is named '" + comparison.name() + "' as well; give one of them another name");
            problems.require(
                    path,
                    !comparison.champion().equals(comparison.challenger()),
                    "compares a model with itself; name another model or version as the challenger");
            checkContestants(comparison, path);
            if (!problems.list().isEmpty()) {
                continue; // or each of them would be told twice
            }
            asPlan(comparison)
                    .problems()
                    .forEach(problem -> problems.add(path, problem.path() + ": " + problem.message()));
        }
    }

    /** The plan of a comparison, checked; the rules about it are checked with those of the plan that compares. */
    PlanCheck asPlan(ComparisonSpec comparison) {
        return new PlanCheck(comparison.asPlan(spec.withAlerts(List.of())), catalogue);
    }

    private void checkContestants(ComparisonSpec comparison, String path) {
        String champion = comparison.champion().model();
        String challenger = comparison.challenger().model();
        for (String model : List.of(champion, challenger)) {
            problems.require(
                    path,
                    spec.models().contains(model) || spec.models().contains("*"),
                    "compares model '" + model + "', which the plan is not for; add it to `models:`");
        }
        problems.require(
                path,
                champion.equals(challenger) || spec.labels().scope() == LabelSpec.Scope.TOPIC,
                "compares two models, and `labels.scope: model` gives each its own labels; use `scope: topic`");
        problems.require(
                path,
                spec.labels().corrections(),
                "compares pairs, whose predictions must be kept, and `labels.corrections: off` drops them; leave it out");
        List<Input> read = compiled == null ? List.of() : compiled.schema().inputs();
        problems.require(
                path,
                compiled == null || (read.contains(Input.PREDS) && read.contains(Input.TARGET)),
                "needs the columns preds and target, which no metric of the plan reads; list one that does, such as"
                        + " accuracy or mean_squared_error");
    }
}
