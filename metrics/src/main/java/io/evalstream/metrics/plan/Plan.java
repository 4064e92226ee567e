package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Slot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/** A plan, compiled: its metrics as the fewest statistics with one layout, its windows on one size of pane. */
public final class Plan {

    /** Bytes that one state may take; each open pane of each series has one. */
    private static final long STATE_BUDGET = 64L << 20;

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
        paneSize = greatestCommonDivisor(spec.windows().stream().mapToLong(WindowSpec::stride));
    }

    /**
     * Compiles a plan.
     *
     * @throws PlanException where the plan cannot be, with what to do
     */
    public static Plan compile(PlanSpec spec, Catalogue catalogue) {
        require(spec, !spec.plan().isBlank(), "has no name", "give it one under `plan:`");
        require(spec, !spec.models().isEmpty(), "names no model", "list model ids under `models:`, or \"*\" for any");
        require(spec, !spec.metrics().isEmpty(), "has no metrics", "list at least one under `metrics:`");
        require(spec, !spec.windows().isEmpty(), "has no windows", "list at least one under `windows:`");
        require(
                spec,
                !spec.series().isEmpty(),
                "has an empty `series:`",
                "leave it out, or list what separates series");
        Set<String> windowNames = new HashSet<>();
        for (WindowSpec window : spec.windows()) {
            window.check(spec.plan());
            require(
                    spec,
                    windowNames.add(window.reportedName()),
                    "has two windows named '" + window.reportedName() + "'",
                    "remove one, or give it another name");
        }
        MetricSet metrics;
        try {
            metrics = MetricSet.of(create(spec, catalogue));
        } catch (PlanException e) {
            throw new PlanException("plan '" + spec.plan() + "': " + e.getMessage());
        }
        long bytes = metrics.layout().bytes();
        require(
                spec,
                bytes <= STATE_BUDGET,
                "needs " + bytes + " bytes of state for each series and pane; at most " + STATE_BUDGET
                        + " are allowed (8 for each count or extremum, 96 for each exact sum, 256 for each sparse map)",
                "read fewer wide metrics in one plan, or bounded forms of them");
        return new Plan(spec, metrics);
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
                expiry = Math.max(expiry, ticks(window).last(window.lastEnd(pane)));
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

    private static Map<String, Metric> create(PlanSpec spec, Catalogue catalogue) {
        Map<String, Metric> metrics = new LinkedHashMap<>();
        List<String> arguments = new ArrayList<>();
        for (MetricSpec metric : spec.metrics()) {
            Metric made = catalogue.create(metric.metric(), metric.args(), spec.arguments());
            catalogue.find(metric.metric()).parameters().forEach(parameter -> arguments.add(parameter.name()));
            if (metrics.putIfAbsent(metric.reportedName(), made) != null) {
                throw new PlanException(
                        "two metrics are named '" + metric.reportedName() + "'; give one of them another `name:`");
            }
        }
        for (String argument : spec.arguments().keySet()) {
            if (!arguments.contains(argument)) {
                throw new PlanException("no metric of the plan takes the argument '" + argument + "'"
                        + Suggestion.of(argument, arguments)
                        + "; remove it from `arguments:`");
            }
        }
        return metrics;
    }

    private static void require(PlanSpec spec, boolean condition, String found, String remedy) {
        if (!condition) {
            throw new PlanException("plan '" + spec.plan() + "' " + found + "; " + remedy);
        }
    }

    private static long greatestCommonDivisor(LongStream numbers) {
        return numbers.mapToObj(BigInteger::valueOf)
                .reduce(BigInteger.ZERO, BigInteger::gcd)
                .longValueExact();
    }
}
