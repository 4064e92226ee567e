package io.evalstream.operators.alerts;

import io.evalstream.metrics.metric.Interval;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.AlertSpec;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.ValuePath;
import io.evalstream.metrics.state.State;
import io.evalstream.schemas.MetricReport;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A rule of a plan: how it judges one window. */
final class AlertRule {

    private static final MathContext DIGITS = new MathContext(6);

    private final AlertSpec spec;
    private final ValuePath path;
    private final Set<String> windows;
    private final boolean readsLabels;
    private final boolean higherIsBetter;
    private final @Nullable Span reference;
    private final @Nullable Duration timeout;

    AlertRule(AlertSpec spec, Plan plan) {
        this.spec = spec;
        Map<String, Metric> metrics = plan.metrics().metrics();
        path = Objects.requireNonNull(
                ValuePath.parse(spec.metric(), metrics.keySet()), "a rule that was not checked names no metric");
        Metric metric = Objects.requireNonNull(metrics.get(path.metric()));
        windows = spec.watched(plan.spec());
        readsLabels = metric.readsLabels();
        higherIsBetter = Boolean.TRUE.equals(metric.higherIsBetter());
        reference = spec.reference();
        timeout = plan.spec().gates().timeout();
    }

    AlertSpec spec() {
        return spec;
    }

    String kind() {
        return spec.difference() != null ? "difference" : spec.change() != null ? "change" : "threshold";
    }

    boolean watches(MetricReport report) {
        return windows.contains(report.getWindow().getName()) && spec.watches(report.getSlice());
    }

    /** Event time until which the data of a window are waited for: what reads no label has them when the window ends. */
    long waitsUntil(MetricReport report) {
        if (!readsLabels) {
            return Judged.SETTLED;
        }
        return timeout == null ? Long.MAX_VALUE : report.getWindow().getEnd().toEpochMilli() + timeout.toMillis();
    }

    /**
     * Judges a report.
     *
     * @param values what the report says, by metric
     * @param references what rules of change compare with, by rule
     * @param states the states of the spans that metrics read
     */
    Finding judge(
            MetricReport report, Map<String, Value> values, Map<String, Value> references, Map<Span, State> states) {
        Value now = resting(path.find(values), states.get(Span.window()));
        if (!(now instanceof Value.Scalar scalar)) {
            return Finding.unknown(report, spec.metric() + " is not known: " + reason(now));
        }
        if (spec.difference() != null) {
            return difference(report, scalar);
        }
        AlertSpec.Change change = spec.change();
        if (change == null || reference == null) {
            return compared(report, scalar.value(), scalar.value(), spec.level(), "");
        }
        Value found = path.find(Map.of(path.metric(), Objects.requireNonNull(references.get(spec.name()))));
        return changed(report, scalar.value(), resting(found, states.get(reference)), change);
    }

    private Finding changed(MetricReport report, double now, Value before, AlertSpec.Change change) {
        String earlier = change.against().equals("previous_window")
                ? "the window before"
                : "the window " + change.against() + " earlier";
        if (!(before instanceof Value.Scalar scalar)) {
            return Finding.unknown(report, spec.metric() + " of " + earlier + " is not known: " + reason(before));
        }
        double was = scalar.value();
        double by = change.relative() ? (now - was) / Math.abs(was) : now - was;
        String words = " after " + text(was) + " in " + earlier + ", a change of " + text(by)
                + (change.relative() ? " of it" : "");
        return Double.isFinite(by)
                ? compared(report, now, by, was, words)
                : Finding.unknown(
                        report,
                        spec.metric() + " of " + earlier + " is " + text(was) + ", of which nothing is a share");
    }

    /** Judges the number that the condition is about. */
    private Finding compared(
            MetricReport report, double value, double number, @Nullable Double comparedWith, String words) {
        boolean isAbove = spec.above() != null;
        double level = Objects.requireNonNull(spec.level());
        double clear = spec.clear() == null ? level : (double) spec.clear();
        Judgement judgement = Judgement.BETWEEN;
        if (isAbove ? number > level : number < level) {
            judgement = Judgement.HOLDS;
        } else if (isAbove ? number <= clear : number >= clear) {
            judgement = Judgement.CLEAR;
        }
        String side = isAbove ? "above " : "below ";
        String where = switch (judgement) {
            case HOLDS -> ", " + side + text(level);
            case BETWEEN -> ", not " + side + text(level) + " but still " + side + text(clear);
            default -> ", not " + side + text(clear);
        };
        return new Finding(
                report, judgement, value, comparedWith, spec.metric() + " is " + text(value) + words + where);
    }

    private Finding difference(MetricReport report, Value.Scalar difference) {
        Interval interval = difference.interval();
        if (interval == null) {
            return Finding.unknown(report, spec.metric() + " has no interval");
        }
        boolean isUp = interval.lower() > 0;
        boolean isShown = isUp || interval.upper() < 0;
        AlertSpec.Direction shown = isUp == higherIsBetter ? AlertSpec.Direction.BETTER : AlertSpec.Direction.WORSE;
        String words =
                spec.metric() + " is " + text(difference.value()) + ", between " + text(interval.lower()) + " and "
                        + text(interval.upper()) + " with confidence " + text(interval.level())
                        + (isShown
                                ? ": the challenger is " + shown.name().toLowerCase(Locale.ROOT)
                                : ": neither is shown to be better");
        return new Finding(
                report,
                isShown && shown == spec.difference() ? Judgement.HOLDS : Judgement.CLEAR,
                difference.value(),
                null,
                words);
    }

    /** A value, or why there is none where it rests on too few examples. */
    private Value resting(Value value, @Nullable State state) {
        Coverage coverage = Coverage.of(Objects.requireNonNull(state));
        long examples = readsLabels ? coverage.labelled() : coverage.predictions();
        return examples >= spec.minExamples() || (value instanceof Value.Undefined && examples == 0)
                ? value
                : Value.undefined(
                        Value.Code.GATED,
                        examples + (readsLabels ? " labelled predictions" : " predictions") + "; the rule wants "
                                + spec.minExamples());
    }

    private static String reason(Value value) {
        return value instanceof Value.Undefined undefined ? undefined.reason() : "it is no number";
    }

    private static String text(double number) {
        return Double.isFinite(number)
                ? new BigDecimal(number).round(DIGITS).stripTrailingZeros().toString()
                : Double.toString(number);
    }
}
