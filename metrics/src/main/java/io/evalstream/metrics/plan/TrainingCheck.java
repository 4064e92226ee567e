package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Suggestion;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks for what speaks against that part of a plan which is for training. */
final class TrainingCheck {

    private final PlanSpec spec;
    private final Map<String, Metric> metrics;
    private final List<Problem> problems;

    TrainingCheck(PlanSpec spec, Map<String, Metric> metrics, List<Problem> problems) {
        this.spec = spec;
        this.metrics = metrics;
        this.problems = problems;
    }

    void run() {
        TrainingSpec training = spec.training();
        requirePositive("training.timeout", training.timeout());
        require(
                "training.keep",
                training.keep().compareTo(training.timeout()) > 0,
                "is " + WindowSpec.text(training.keep()) + ", no longer than the timeout of "
                        + WindowSpec.text(training.timeout()) + "; keep a run for longer than an epoch is waited for");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.signals().size(); i++) {
            SignalSpec signal = spec.signals().get(i);
            String path = "signals[" + i + "]";
            check(path, signal);
            require(
                    path,
                    names.add(signal.reportedName() + "/" + signal.stage() + "/" + signal.dataset()),
                    "another rule is named '" + signal.reportedName() + "' as well; give one of them another `name:`");
        }
        require(
                "signals",
                spec.signals().isEmpty()
                        || spec.windows().stream().anyMatch(window -> window.kind() == WindowSpec.Kind.EPOCH),
                "need the values of epochs; add {kind: epoch} to the windows");
    }

    private void check(String path, SignalSpec signal) {
        Metric metric = metrics.get(signal.monitor());
        if (metric == null) {
            // A metric that could not be made has been told already.
            require(
                    path + ".monitor",
                    spec.metrics().stream()
                            .anyMatch(asked -> asked.reportedName().equals(signal.monitor())),
                    "the plan reports no '" + signal.monitor() + "'" + Suggestion.of(signal.monitor(), metrics.keySet())
                            + "; name one of its metrics");
        } else {
            require(
                    path + ".mode",
                    signal.mode() != null || metric.higherIsBetter() != null,
                    "'" + signal.monitor() + "' has no better and worse of its own; say `mode: min` or `mode: max`");
        }
        require(path + ".patience", signal.patience() >= 1, "is " + signal.patience() + "; expected at least 1");
        requireNotNegative(path + ".min_delta", signal.minDelta());
        requireNumber(path + ".stopping_threshold", signal.stoppingThreshold());
        requireNumber(path + ".divergence_threshold", signal.divergenceThreshold());
        SignalSpec.Plateau plateau = signal.plateau();
        if (plateau != null) {
            requireNotNegative(path + ".plateau.patience", plateau.patience());
            requireNotNegative(path + ".plateau.threshold", plateau.threshold());
            requireNotNegative(path + ".plateau.cooldown", plateau.cooldown());
        }
    }

    private void requirePositive(String path, Duration duration) {
        require(
                path,
                duration.toMillis() > 0,
                "is " + WindowSpec.text(duration) + "; expected a positive duration such as 30m");
    }

    private void requireNotNegative(String path, double number) {
        require(
                path,
                number >= 0 && Double.isFinite(number),
                "is " + number + "; expected a number that is not negative");
    }

    private void requireNumber(String path, @Nullable Double number) {
        require(path, number == null || Double.isFinite(number), "is " + number + "; expected a finite number");
    }

    private void require(String path, boolean condition, String message) {
        if (!condition) {
            problems.add(new Problem(path, message));
        }
    }
}
