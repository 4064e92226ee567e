package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.ArraysDevice;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Layout;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Metrics compiled to the fewest statistics and one state layout. Equal statistics are kept once, and one that another
 * covers is not kept at all but read from the other.
 */
public final class MetricSet {

    private final Map<String, Metric> metrics;
    private final Map<String, Metric> references;
    private final List<Statistic> statistics;
    /** For each statistic that is not kept, the one it is read from. */
    private final Map<Statistic, Statistic> coveredBy = new HashMap<>();

    private final Layout layout;
    private final RowSchema schema;

    private MetricSet(Map<String, Metric> metrics, Map<String, Metric> references) {
        this.metrics = new LinkedHashMap<>(metrics);
        this.references = new LinkedHashMap<>(references);
        Set<Statistic> read = new LinkedHashSet<>();
        metrics.values().forEach(metric -> read.addAll(metric.statistics()));
        references.values().forEach(metric -> read.addAll(metric.statistics()));
        List<Statistic> kept = new ArrayList<>();
        for (Statistic statistic : read) {
            Statistic cover = coverOf(statistic, read);
            if (cover == null) {
                kept.add(statistic);
            } else {
                coveredBy.put(statistic, cover);
            }
        }
        statistics = List.copyOf(kept);
        Map<String, Slot> slots = new LinkedHashMap<>();
        for (Statistic statistic : statistics) {
            for (Slot slot : statistic.slots()) {
                slots.put(Layout.path(statistic.id(), slot), slot);
            }
        }
        layout = Layout.of(slots);
        schema = new RowSchema(statistics);
        refuseContradictions();
    }

    /**
     * Compiles metrics.
     *
     * @param metrics metrics by the names under which they are reported
     * @throws PlanException where two of them ask contradictory things of one column
     */
    public static MetricSet of(Map<String, Metric> metrics) {
        return of(metrics, Map.of());
    }

    /**
     * Compiles metrics; see {@link #of(Map)}.
     *
     * @param references metrics that are read besides, but not reported; none of them folds what windows say
     */
    public static MetricSet of(Map<String, Metric> metrics, Map<String, Metric> references) {
        return new MetricSet(metrics, references);
    }

    /** Metrics by the names under which they are reported, in the order in which they were given. */
    public Map<String, Metric> metrics() {
        return metrics;
    }

    /** What must be remembered: each statistic once, in the order of the layout. */
    public List<Statistic> statistics() {
        return statistics;
    }

    public Layout layout() {
        return layout;
    }

    /** The columns of a row. */
    public RowSchema schema() {
        return schema;
    }

    /** The columns that the statistics of these rows read. */
    public RowSchema schema(Population population) {
        return schema(population, new ArraysDevice());
    }

    /** The same, for rows that are checked where a device runs users' modules. */
    public RowSchema schema(Population population, Device device) {
        return new RowSchema(statistics.stream()
                .filter(statistic -> statistic.population() == population)
                .map(statistic -> statistic.on(device))
                .toList());
    }

    /** The spans whose rows the metrics read, each once; the window's own is among them. */
    public Set<Span> spans() {
        Set<Span> spans = new LinkedHashSet<>(Set.of(Span.window()));
        Stream.of(metrics, references)
                .flatMap(all -> all.values().stream())
                .forEach(metric -> metric.reads().forEach(read -> spans.add(read.span())));
        return spans;
    }

    /** Reads all metrics from a state of this layout, before which there was no other window. */
    public Map<String, Value> compute(State state) {
        return compute(span -> span instanceof Span.Trailing ? state : layout.newState());
    }

    /** Reads all metrics, where no window came before whose value counts; see below. */
    public Map<String, Value> compute(Function<Span, State> states) {
        return compute(states, History.NONE);
    }

    /** Whether some metric's value depends on what earlier windows said. */
    public boolean foldsWindows() {
        return metrics.values().stream().anyMatch(Metric::foldsWindows);
    }

    /**
     * Reads all metrics.
     *
     * @param states the state of a span's rows; a state has all slots of {@link #layout}
     * @param history what the windows before said
     */
    public Map<String, Value> compute(Function<Span, State> states, History history) {
        return compute(metrics, states, history);
    }

    /** Reads the metrics that are not reported. */
    public Map<String, Value> references(Function<Span, State> states) {
        return compute(references, states, History.NONE);
    }

    private Map<String, Value> compute(
            Map<String, Metric> wantedMetrics, Function<Span, State> states, History history) {
        Map<Metric.Read, Memory> memories = new HashMap<>();
        Map<Span, State> ofSpans = new HashMap<>();
        Map<String, Value> values = new LinkedHashMap<>();
        wantedMetrics.forEach((name, metric) -> {
            List<Memory> read = new ArrayList<>();
            for (Metric.Read wanted : metric.reads()) {
                State state = ofSpans.computeIfAbsent(wanted.span(), states);
                read.add(memories.computeIfAbsent(wanted, any -> memory(wanted.statistic(), state)));
            }
            values.put(name, metric.compute(read, history.within(name)));
        });
        return values;
    }

    private Memory memory(Statistic wanted, State state) {
        Statistic cover = coveredBy.get(wanted);
        if (cover == null) {
            return new Memory(state, wanted.id(), wanted.slots());
        }
        State projected = Layout.of(wanted.id(), wanted.slots()).newState();
        cover.project(new Memory(state, cover.id(), cover.slots()), wanted, projected);
        return new Memory(projected, wanted.id(), wanted.slots());
    }

    /** A statistic of the set that covers this one and is itself covered by none, or null. */
    private static @Nullable Statistic coverOf(Statistic statistic, Set<Statistic> all) {
        for (Statistic candidate : all) {
            if (!candidate.equals(statistic)
                    && candidate.covers(statistic)
                    && candidate.population() == statistic.population()
                    && all.stream().noneMatch(other -> !other.equals(candidate) && other.covers(candidate))) {
                return candidate;
            }
        }
        return null;
    }

    private void refuseContradictions() {
        List<Requirement> requirements = schema.requirements();
        for (Requirement one : requirements) {
            for (Requirement other : requirements) {
                if (one.input().equals(other.input()) && one.width() > 0 && other.width() > one.width()) {
                    throw new PlanException("one metric expects " + one.width() + " numbers in '"
                            + one.input().name() + "' and another " + other.width()
                            + "; give all metrics of a plan the same number of classes or outputs");
                }
            }
        }
    }
}
