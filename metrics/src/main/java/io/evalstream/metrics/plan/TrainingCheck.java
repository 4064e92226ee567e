package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Suggestion;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Looks for what speaks against that part of a plan which is for training. */
final class TrainingCheck {

    private final PlanSpec spec;
    private final Map<String, Metric> metrics;
    private final Problems problems;

    TrainingCheck(PlanSpec spec, Map<String, Metric> metrics, Problems problems) {
        this.spec = spec;
        this.metrics = metrics;
        this.problems = problems;
    }

    void run() {
        TrainingSpec training = spec.training();
        problems.requirePositive("training.timeout", training.timeout());
        problems.require(
                "training.keep",
                training.keep().compareTo(training.timeout()) > 0,
                "is " + WindowSpec.text(training.keep()) + ", no longer than the timeout of "
                        + WindowSpec.text(training.timeout()) + "; keep a run for longer than an epoch is waited for");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.signals().size(); i++) {
            SignalSpec signal = spec.signals().get(i);
            String path = "signals[" + i + "]";
            check(path, signal);
            problems.require(
                    path,
                    names.add(signal.reportedName() + "/" + signal.stage() + "/" + signal.dataset()),
                    "another rule is named '" + signal.reportedName() + "' as well; give one of them another `name:`");
        }
        problems.require(
                "signals",
                spec.signals().isEmpty()
                        || spec.windows().stream().anyMatch(window -> window.kind() == WindowSpec.Kind.EPOCH),
                "need the values of epochs; add {kind: epoch} to the windows");
    }

    private void check(String path, SignalSpec signal) {
        Metric metric = metrics.get(signal.monitor());
        if (metric == null) {
            // A metric that could not be made has been told already.
            problems.require(
                    path + ".monitor",
                    spec.metrics().stream()
                            .anyMatch(asked -> asked.reportedName().equals(signal.monitor())),
                    "the plan reports no '" + signal.monitor() + "'" + Suggestion.of(signal.monitor(), metrics.keySet())
                            + "; name one of its metrics");
        } else {
            problems.require(
                    path + ".mode",
                    signal.mode() != null || metric.higherIsBetter() != null,
                    "'" + signal.monitor() + "' has no better and worse of its own; say `mode: min` or `mode: max`");
        }
        problems.requirePositive(path + ".patience", signal.patience());
        problems.requireNotNegative(path + ".min_delta", signal.minDelta());
        problems.requireNumber(path + ".stopping_threshold", signal.stoppingThreshold());
        problems.requireNumber(path + ".divergence_threshold", signal.divergenceThreshold());
        SignalSpec.Plateau plateau = signal.plateau();
        if (plateau != null) {
            problems.requireNotNegative(path + ".plateau.patience", plateau.patience());
            problems.requireNotNegative(path + ".plateau.threshold", plateau.threshold());
            problems.requireNotNegative(path + ".plateau.cooldown", plateau.cooldown());
        }
    }
}
