package io.evalstream.operators.training;

import io.evalstream.metrics.plan.SignalSpec;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.MetricReport;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A rule of a plan. It judges as Lightning's EarlyStopping and PyTorch's ReduceLROnPlateau do, and tells instead of acting:
 * {@code improved} and {@code plateau} each time, the other conditions when they begin to hold and when they cease to.
 */
final class SignalRule {

    /** What holds for a while, with the bit under which it is stored. */
    enum Condition {
        NOT_FINITE(1),
        THRESHOLD_REACHED(2),
        DIVERGED(4),
        PATIENCE_EXHAUSTED(8);

        private final int bit;

        Condition(int bit) {
            this.bit = bit;
        }

        String kind() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final SignalSpec spec;
    private final double sign;

    SignalRule(SignalSpec spec, boolean higherIsBetter) {
        this.spec = spec;
        sign = higherIsBetter ? 1 : -1;
    }

    /** How the metric stands after an epoch; hands out what there is to tell. */
    Standing judge(MetricReport epoch, @Nullable Double value, @Nullable Standing known, Consumer<Alert> out) {
        Standing before = known == null ? Standing.NONE : known;
        Telling telling = new Telling(epoch, value, before, out);
        if (value == null) {
            return spec.checkFinite() ? telling.told(before, Condition.NOT_FINITE, true) : before;
        }
        Standing after = telling.told(before, Condition.NOT_FINITE, false);
        after = telling.told(after, Condition.THRESHOLD_REACHED, isBetter(value, spec.stoppingThreshold()));
        after = telling.told(after, Condition.DIVERGED, isWorse(value, spec.divergenceThreshold()));
        // Written as EarlyStopping writes it, whose comparison with a best value is of the value less its delta.
        if (Double.isNaN(before.best()) || isBetter(value - sign * spec.minDelta(), before.best())) {
            telling.improved();
            after = after.improved(value, telling.number);
        } else {
            after = after.waitedOnce();
        }
        after = telling.told(after, Condition.PATIENCE_EXHAUSTED, after.waited() >= spec.patience());
        SignalSpec.Plateau plateau = spec.plateau();
        return plateau == null ? after : judge(plateau, value, after, telling);
    }

    private Standing judge(SignalSpec.Plateau plateau, double value, Standing standing, Telling telling) {
        double best = standing.plateauBest();
        int waited = standing.plateauWaited() + 1;
        if (Double.isNaN(best) || isBetterBy(plateau, value, best)) {
            best = value;
            waited = 0;
        }
        int cooldown = standing.cooldown();
        if (cooldown > 0) {
            cooldown--;
            waited = 0;
        }
        if (waited > plateau.patience()) {
            telling.plateau(waited, best);
            cooldown = plateau.cooldown();
            waited = 0;
        }
        return standing.plateau(best, waited, cooldown);
    }

    private boolean isBetterBy(SignalSpec.Plateau plateau, double value, double best) {
        double threshold = plateau.threshold();
        return switch (plateau.thresholdMode()) {
            case REL -> isBetter(value, best * (1 + sign * threshold));
            case ABS -> isBetter(value, best + sign * threshold);
        };
    }

    private boolean isBetter(double value, @Nullable Double than) {
        return than != null && sign * value > sign * than;
    }

    private boolean isWorse(double value, @Nullable Double than) {
        return than != null && sign * value < sign * than;
    }

    /** What is told of one epoch. */
    private final class Telling {
        private final MetricReport epoch;
        private final @Nullable Double value;
        private final Standing before;
        private final Consumer<Alert> out;
        private final long number;

        Telling(MetricReport epoch, @Nullable Double value, Standing before, Consumer<Alert> out) {
            this.epoch = epoch;
            this.value = value;
            this.before = before;
            this.out = out;
            number = Objects.requireNonNull(epoch.getWindow().getNumber());
        }

        /** Tells where a condition begins to hold or ceases to. */
        Standing told(Standing standing, Condition condition, boolean holds) {
            if (holds == ((standing.holding() & condition.bit) != 0)) {
                return standing;
            }
            Double reference = switch (condition) {
                case NOT_FINITE -> null;
                case THRESHOLD_REACHED -> spec.stoppingThreshold();
                case DIVERGED -> spec.divergenceThreshold();
                case PATIENCE_EXHAUSTED -> bestBefore();
            };
            tell(
                    condition.kind(),
                    holds ? AlertState.FIRING : AlertState.RESOLVED,
                    holds ? begins(condition) : spec.monitor() + " is " + value + " in epoch " + number,
                    reference,
                    condition == Condition.PATIENCE_EXHAUSTED ? (Long) before.bestEpoch() : null);
            return standing.holding(standing.holding() ^ condition.bit);
        }

        void improved() {
            Double best = bestBefore();
            tell(
                    "improved",
                    AlertState.NOTICE,
                    spec.monitor() + " is " + value + " in epoch " + number
                            + (best == null ? ", the first value" : ", better than " + best + ", the best before"),
                    best,
                    best == null ? null : (Long) before.bestEpoch());
        }

        void plateau(int waited, double best) {
            tell(
                    "plateau",
                    AlertState.NOTICE,
                    spec.monitor() + " has not been better than " + best + " for " + waited + " epochs",
                    best,
                    null);
        }

        private String begins(Condition condition) {
            return switch (condition) {
                case NOT_FINITE -> spec.monitor() + " has no value in epoch " + number;
                case THRESHOLD_REACHED ->
                    spec.monitor() + " is " + value + " in epoch " + number + ", better than the threshold of "
                            + spec.stoppingThreshold();
                case DIVERGED ->
                    spec.monitor() + " is " + value + " in epoch " + number + ", worse than the threshold of "
                            + spec.divergenceThreshold();
                case PATIENCE_EXHAUSTED ->
                    spec.monitor() + " has not improved for " + spec.patience() + " epochs; the best is " + bestBefore()
                            + " in epoch " + before.bestEpoch();
            };
        }

        private @Nullable Double bestBefore() {
            return Double.isNaN(before.best()) ? null : (Double) before.best();
        }

        private void tell(
                String kind,
                AlertState state,
                String message,
                @Nullable Double reference,
                @Nullable Long referenceNumber) {
            Alert alert = new Alert();
            alert.setKind(kind);
            alert.setRule(spec.reportedName());
            alert.setPlan(epoch.getPlan());
            alert.setPlanVersion(epoch.getPlanVersion());
            alert.setModelId(epoch.getModelId());
            alert.setModelVersion(epoch.getModelVersion());
            alert.setStage(epoch.getStage());
            alert.setRunId(epoch.getRunId());
            alert.setAttempt(Objects.requireNonNull(epoch.getTraining()).getAttempt());
            alert.setDataset(epoch.getDataset());
            alert.setSlice(epoch.getSlice());
            alert.setWindow(epoch.getWindow());
            alert.setMetric(spec.monitor());
            alert.setState(state);
            // Signals of training say neither.
            alert.setSeverity("");
            alert.setSummary("");
            alert.setMessage(message);
            alert.setValue(value);
            alert.setReference(reference);
            alert.setReferenceNumber(referenceNumber);
            alert.setTick(epoch.getTick());
            out.accept(alert);
        }
    }
}
