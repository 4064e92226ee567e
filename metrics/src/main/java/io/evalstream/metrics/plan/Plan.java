package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A plan, compiled: its metrics as the fewest statistics with one layout, its windows on one size of pane. */
public final class Plan {

    private final PlanSpec spec;
    private final MetricSet metrics;
    private final Layout layout;
    private final long paneSize;

    private Plan(PlanSpec spec, MetricSet metrics) {
        this.spec = spec;
        this.metrics = metrics;
        Map<String, Slot> slots = new LinkedHashMap<>(Coverage.slots());
        metrics.layout().places().forEach(place -> slots.put(place.path(), place.slot()));
        layout = Layout.of(slots);
        paneSize = greatestCommonDivisor(LongStream.concat(
                spec.windows().stream().mapToLong(WindowSpec::stride),
                metrics.spans().stream()
                        .filter(Span.Earlier.class::isInstance)
                        .mapToLong(span -> ((Span.Earlier) span).by().toMillis())));
    }

    /**
     * Compiles a plan.
     *
     * @throws PlanException where the plan cannot be, with what to do
     */
    public static Plan compile(PlanSpec spec, Catalogue catalogue) {
        PlanCheck check = new PlanCheck(spec, catalogue);
        MetricSet metrics = check.compiled();
        if (metrics == null || !check.problems().isEmpty()) {
            throw new PlanException(check.problems().stream()
                    .map(problem -> "plan '" + spec.plan() + "': " + problem)
                    .collect(Collectors.joining("\n")));
        }
        return new Plan(spec, metrics);
    }

    /** All that speaks against a plan; empty where it compiles. */
    public static List<Problem> problems(PlanSpec spec, Catalogue catalogue) {
        return List.copyOf(new PlanCheck(spec, catalogue).problems());
    }

    public PlanSpec spec() {
        return spec;
    }

    public String name() {
        return spec.plan();
    }

    public MetricSet metrics() {
        return metrics;
    }

    /** Layout of a pane's state: what reports rest on, and what the metrics read. */
    public Layout layout() {
        return layout;
    }

    /** Milliseconds of a pane: the greatest common divisor of all windows' strides. */
    public long paneSize() {
        return paneSize;
    }

    /** Start of the pane that a time belongs to. */
    public long paneOf(long time) {
        return Math.floorDiv(time, paneSize) * paneSize;
    }

    /** Whether some window never ends. */
    public boolean hasRunningWindow() {
        return spec.windows().stream().anyMatch(window -> window.kind() == WindowSpec.Kind.RUNNING);
    }

    /** When windows of this kind are reported. */
    public Ticks ticks(WindowSpec window) {
        LabelSpec labels = spec.labels();
        long every = labels.reviseEvery() == null
                ? window.stride()
                : labels.reviseEvery().toMillis();
        return new Ticks(labels.delay().toMillis(), every, labels.retention());
    }

    /** Milliseconds after a pane's end when no window that holds it can change any more. */
    public long paneExpiry(long pane) {
        long expiry = pane + paneSize + spec.labels().retention();
        for (WindowSpec window : spec.windows()) {
            if (window.kind() != WindowSpec.Kind.RUNNING) {
                for (Span span : metrics.spans()) {
                    expiry = Math.max(expiry, ticks(window).last(window.lastEnd(pane + window.shift(span))));
                }
            }
        }
        return expiry;
    }

    /**
     * The start of the stretch of event time in which no window is reported. A watermark that stays in one stretch fires
     * nothing, so a fold need not be flushed for it.
     */
    public LongUnaryOperator firingStretch() {
        LongStream.Builder steps = LongStream.builder();
        steps.add(paneSize)
                .add(spec.labels().delay().toMillis())
                .add(spec.labels().retention());
        spec.windows().forEach(window -> steps.add(ticks(window).every()));
        long step = greatestCommonDivisor(steps.build());
        return time -> Math.floorDiv(time, step);
    }

    /** True where the plan is for this model. */
    public boolean covers(String model) {
        return spec.models().contains(model) || spec.models().contains("*");
    }

    private static long greatestCommonDivisor(LongStream numbers) {
        return numbers.mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ZERO, BigInteger::gcd)
                .longValueExact();
    }
}
