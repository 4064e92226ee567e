package io.evalstream.metrics.plan;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Span;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** A plan, compiled: its metrics as the fewest statistics with one layout, its windows on one size of pane. */
public final class Plan {

    /** Milliseconds of a pane where no window asks for any. */
    private static final long ANY_PANE = 60_000;

    private final PlanSpec spec;
    private final MetricSet metrics;
    private final Layout layout;
    private final long paneSize;
    private final @Nullable EventTimes eventTimes;

    private Plan(PlanSpec spec, MetricSet metrics) {
        this.spec = spec;
        this.metrics = metrics;
        Map<String, Slot> slots = new LinkedHashMap<>(Coverage.slots());
        if (has(WindowSpec.Kind.SESSION)) {
            slots.putAll(EventTimes.slots());
        }
        metrics.layout().places().forEach(place -> slots.put(place.path(), place.slot()));
        layout = Layout.of(slots);
        LongStream bounds = LongStream.concat(
                spec.windows().stream().mapToLong(WindowSpec::paneBound),
                metrics.spans().stream()
                        .filter(Span.Earlier.class::isInstance)
                        .mapToLong(span -> ((Span.Earlier) span).by().toMillis()));
        long size = greatestCommonDivisor(bounds);
        paneSize = size == 0 ? ANY_PANE : size;
        eventTimes = has(WindowSpec.Kind.SESSION) ? new EventTimes(layout) : null;
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

    /** What tells this version of the plan from others. */
    public String id() {
        return spec.id();
    }

    public MetricSet metrics() {
        return metrics;
    }

    /** Layout of a pane's state: what reports rest on, and what the metrics read. */
    public Layout layout() {
        return layout;
    }

    /** How rows of the plan travel. A column that is filled from another field, or with other classes, is another one. */
    public RowCodec codec(Input.Side side) {
        return new RowCodec(
                metrics.schema(),
                side,
                input -> spec.columns().getOrDefault(input.name(), "")
                        + (input.kind() == Input.Kind.NUMBERS ? "\0" + String.join("\0", spec.classes()) : ""));
    }

    /** Milliseconds of a pane: the greatest common divisor of all windows' strides; 0 where no window is one of time. */
    public long paneSize() {
        return paneSize;
    }

    /** Start of the pane that a time belongs to. */
    public long paneOf(long time) {
        return Math.floorDiv(time, paneSize) * paneSize;
    }

    /** Start of the first pane that does not begin before a time. */
    public long paneFrom(long time) {
        return -Math.floorDiv(-time, paneSize) * paneSize;
    }

    /** Whether some window is of this kind. */
    public boolean has(WindowSpec.Kind kind) {
        return spec.windows().stream().anyMatch(window -> window.kind() == kind);
    }

    /** The event times that panes keep, where session windows need them; else null. */
    public @Nullable EventTimes eventTimes() {
        return eventTimes;
    }

    /** When windows of this kind are reported. */
    public Ticks ticks(WindowSpec window) {
        LabelSpec labels = spec.labels();
        long every = labels.reviseEvery() == null
                ? window.period()
                : labels.reviseEvery().toMillis();
        return new Ticks(labels.delay().toMillis(), every, labels.retention());
    }

    /** When no window that the calendar ends, and that reads this pane, can change any more. */
    public long paneExpiry(long pane) {
        long expiry = settled(pane + paneSize);
        for (WindowSpec window : spec.windows()) {
            WindowTimes times = window.times();
            if (times != null) {
                for (Span span : metrics.spans()) {
                    expiry = Math.max(expiry, ticks(window).last(times.lastReader(pane, span)));
                }
            }
        }
        return expiry;
    }

    /** When nothing before this time can change any more, and a window that ends there has been reported. */
    public long settled(long time) {
        return time + Math.max(spec.labels().delay().toMillis(), spec.labels().retention());
    }

    /** When no row from before this time can change a window any more, whatever kind of window it is. */
    public long lastTick(long time) {
        long last = paneExpiry(paneOf(time - 1));
        for (WindowSpec window : spec.windows()) {
            Duration gap = window.gap();
            if (gap != null) {
                last = Math.max(last, ticks(window).last(paneFrom(time - 1 + gap.toMillis())));
            }
        }
        return last;
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
        spec.windows().stream()
                .filter(window -> window.kind() != WindowSpec.Kind.COUNT)
                .forEach(window -> steps.add(ticks(window).every()));
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
