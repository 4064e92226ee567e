package io.evalstream.operators;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.state.State;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Counts;
import io.evalstream.schemas.Interval;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import io.evalstream.schemas.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Makes reports of a plan's windows: equal states, equal reports. */
public final class Reports {

    private final Plan plan;
    private final String device;
    private final Gate gate;

    /**
     * Reports of a plan.
     *
     * @param device name of what computed the states
     */
    public Reports(Plan plan, String device) {
        this.plan = plan;
        // Which of several GPUs it was depends on how many tasks there are, and reports do not.
        this.device = device.replaceFirst("^torch:cuda:\\d+$", "torch:cuda");
        gate = new Gate(plan);
    }

    /**
     * What the metrics say at a tick of a window, or why not.
     *
     * @param states the state of the rows of each span that the metrics read
     * @param history what the windows before it said
     */
    Map<String, Value> compute(Tick tick, Map<Span, State> states, History history) {
        long late = tick.time() - tick.window().getEnd().toEpochMilli();
        return gate.pass(plan.metrics().compute(states::get, history), coverage(states), late);
    }

    /**
     * The report of a slice of a series at a tick of a window.
     *
     * @param states the state of the rows of each span that the metrics read
     * @param values what the metrics say of them
     */
    MetricReport of(SeriesKey series, String slice, Tick tick, Map<Span, State> states, Map<String, Value> values) {
        Coverage coverage = coverage(states);
        MetricReport report = bare(series, slice, tick);
        report.setCounts(new Counts(
                coverage.predictions(),
                coverage.labelled(),
                coverage.unlabelled(),
                coverage.duplicates(),
                coverage.corrections()));
        report.setLabelDelayP50(coverage.delaySeconds(0.50));
        report.setLabelDelayP99(coverage.delaySeconds(0.99));
        report.setDevice(device);
        report.setValues(values(values));
        return report;
    }

    /** The report of a window, whatever it was cut by, whose metrics read its own rows alone. */
    public MetricReport of(SeriesKey series, Window window, long tick, int revision, boolean isLast, State state) {
        Map<Span, State> states = new HashMap<>();
        for (Span span : plan.metrics().spans()) {
            states.put(
                    span, span instanceof Span.Trailing ? state : plan.layout().newState());
        }
        Tick at = new Tick(window, tick, revision, isLast);
        return of(series, series.slice(), at, states, compute(at, states, History.alone(tick)));
    }

    private static Coverage coverage(Map<Span, State> states) {
        return Coverage.of(Objects.requireNonNull(states.get(Span.window())));
    }

    /** Says that there is nothing any more under the key of an earlier report. */
    MetricReport withdrawn(SeriesKey series, String slice, Tick tick) {
        MetricReport report = bare(series, slice, tick);
        report.setWithdrawn(true);
        report.setCounts(new Counts(0L, 0L, 0L, 0L, 0L));
        report.setDevice(device);
        report.setValues(List.of());
        return report;
    }

    private MetricReport bare(SeriesKey series, String slice, Tick tick) {
        MetricReport report = new MetricReport();
        report.setPlan(plan.name());
        report.setPlanVersion(plan.spec().version());
        report.setEffectiveFrom(plan.spec().effectiveFrom());
        report.setModelId(series.model());
        report.setModelVersion(series.version());
        report.setStage(series.stage());
        report.setRunId(series.run());
        report.setDataset(series.dataset());
        report.setSlice(slice);
        report.setWindow(tick.window());
        report.setRevision(tick.revision());
        report.setFinal$(tick.isLast());
        report.setTick(Instant.ofEpochMilli(tick.time()));
        return report;
    }

    static List<MetricValue> values(Map<String, Value> values) {
        List<MetricValue> reported = new ArrayList<>(values.size());
        values.forEach((name, value) -> reported.add(new MetricValue(name, reported(value))));
        return reported;
    }

    private static Object reported(Value value) {
        if (value instanceof Value.Scalar scalar) {
            io.evalstream.metrics.metric.Interval interval = scalar.interval();
            return new Scalar(
                    scalar.value(),
                    interval == null
                            ? null
                            : new Interval(interval.lower(), interval.upper(), interval.level(), interval.method()));
        } else if (value instanceof Value.Tensor tensor) {
            return new TensorValue(
                    Arrays.stream(tensor.shape()).boxed().toList(),
                    Arrays.stream(tensor.values()).boxed().toList());
        } else if (value instanceof Value.Named named) {
            return new NamedValues(values(named.values()));
        } else if (value instanceof Value.Undefined undefined) {
            return new Undefined(undefined.code().name(), undefined.reason(), undefined.limit());
        }
        throw new IllegalArgumentException("no form in a report for " + value);
    }
}
