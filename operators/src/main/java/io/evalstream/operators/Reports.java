package io.evalstream.operators;

import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.plan.Coverage;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.WindowSpec;
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
import io.evalstream.schemas.WindowKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes reports of a plan's windows: equal states, equal reports. */
final class Reports {

    private final Plan plan;
    private final String device;

    Reports(Plan plan, String device) {
        this.plan = plan;
        this.device = device;
    }

    /**
     * The report of a window at a tick.
     *
     * @param states the state of the rows of each span that the metrics read
     * @param history what the windows before it said
     */
    MetricReport of(
            SeriesKey series,
            WindowSpec window,
            long end,
            long tick,
            int revision,
            boolean isLast,
            Map<Span, State> states,
            History history) {
        Coverage coverage = Coverage.of(Objects.requireNonNull(states.get(Span.window())));
        MetricReport report = new MetricReport();
        report.setPlan(plan.name());
        report.setPlanVersion(plan.spec().version());
        report.setModelId(series.model());
        report.setModelVersion(series.version());
        report.setStage(series.stage());
        report.setRunId(series.run());
        report.setDataset(series.dataset());
        report.setSlice(series.slice());
        report.setWindow(window(window, end));
        report.setRevision(revision);
        report.setFinal$(isLast);
        report.setTick(Instant.ofEpochMilli(tick));
        report.setCounts(new Counts(
                coverage.predictions(),
                coverage.labelled(),
                coverage.unlabelled(),
                coverage.duplicates(),
                coverage.corrections()));
        report.setLabelDelayP50(coverage.delaySeconds(0.50));
        report.setLabelDelayP99(coverage.delaySeconds(0.99));
        report.setDevice(device);
        report.setValues(values(plan.metrics().compute(states::get, history)));
        return report;
    }

    private static Window window(WindowSpec window, long end) {
        // Cumulative windows share a start; their number tells them apart.
        @Nullable
        Long number = window.kind() == WindowSpec.Kind.CUMULATIVE ? (end - window.start(end)) / window.stride() : null;
        return new Window(
                window.reportedName(),
                WindowKind.valueOf(window.kind().name()),
                Instant.ofEpochMilli(window.start(end)),
                Instant.ofEpochMilli(end),
                number);
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
