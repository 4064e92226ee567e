package io.evalstream.operators;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.GateSpec;
import io.evalstream.metrics.plan.Plan;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds back the values of windows that rest on too little. What needs no label is never held back. */
final class Gate {

    private final Plan plan;
    private final GateSpec spec;

    Gate(Plan plan) {
        this.plan = plan;
        spec = plan.spec().gates();
    }

    /**
     * The values, or in the place of each that is held back why.
     *
     * @param late milliseconds from the window's end to the report
     */
    Map<String, Value> pass(Map<String, Value> values, Coverage coverage, long late) {
        String reason = reason(coverage, late);
        if (reason == null) {
            return values;
        }
        Map<String, Value> passed = new LinkedHashMap<>();
        values.forEach((name, value) ->
                passed.put(name, readsLabels(name) ? Value.undefined(Value.Code.GATED, reason) : value));
        return passed;
    }

    private @Nullable String reason(Coverage coverage, long late) {
        // A window without labels says so by itself.
        if (coverage.labelled() > 0 && coverage.labelled() < spec.minExamples()) {
            return coverage.labelled() + " labelled predictions; the plan wants " + spec.minExamples();
        }
        Duration timeout = spec.timeout();
        boolean waited = timeout != null && late >= timeout.toMillis();
        double share = coverage.predictions() == 0 ? 1 : coverage.labelled() / (double) coverage.predictions();
        if (!waited && coverage.labelled() > 0 && share < spec.minLabelCoverage()) {
            return String.format(
                    Locale.ROOT,
                    "%d of %d predictions are labelled; the plan wants a share of %s",
                    coverage.labelled(),
                    coverage.predictions(),
                    spec.minLabelCoverage());
        }
        return null;
    }

    private boolean readsLabels(String metric) {
        return Objects.requireNonNull(plan.metrics().metrics().get(metric)).readsLabels();
    }
}
