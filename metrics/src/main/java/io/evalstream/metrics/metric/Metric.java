package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.Weighted;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Unreadable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A named, pure reading of what one or more statistics remember, or of what other metrics say. */
public final class Metric {

    private final String name;
    private final List<Read> reads;
    private final Evaluation evaluation;
    private final @Nullable Boolean higherIsBetter;
    private final boolean foldsWindows;
    private final Map<String, Metric> parts;

    /** A statistic of the rows of a span. */
    public record Read(Statistic statistic, Span span) {}

    /** From memories to a value. */
    @FunctionalInterface
    public interface Reading {
        Value read(List<Memory> memories);
    }

    /** From memories to a value, for a metric that asks others. */
    @FunctionalInterface
    public interface Evaluation {
        Value evaluate(List<Read> reads, List<Memory> memories, History history);
    }

    /**
     * A metric of the window's own rows.
     *
     * @param name name of the metric, in snake case
     * @param statistics what it reads
     * @param reading from the memories of those statistics, in their order, to a value. It is asked only where some row
     *     was remembered, and may let {@link Unreadable} pass
     * @param higherIsBetter the direction of improvement, or null where there is none
     */
    public Metric(String name, List<Statistic> statistics, Reading reading, @Nullable Boolean higherIsBetter) {
        this(
                statistics.stream()
                        .map(statistic -> new Read(statistic, Span.window()))
                        .toList(),
                name,
                guarded(reading),
                higherIsBetter,
                false,
                Map.of());
    }

    private Metric(
            List<Read> reads,
            String name,
            Evaluation evaluation,
            @Nullable Boolean higherIsBetter,
            boolean foldsWindows,
            Map<String, Metric> parts) {
        this.parts = parts;
        this.reads = reads;
        this.name = name;
        this.evaluation = evaluation;
        this.higherIsBetter = higherIsBetter;
        this.foldsWindows = foldsWindows;
    }

    /** A reading of one statistic. */
    public static Metric of(
            String name, Statistic statistic, @Nullable Boolean higherIsBetter, Function<Memory, Value> reading) {
        return new Metric(name, List.of(statistic), memories -> reading.apply(memories.get(0)), higherIsBetter);
    }

    /**
     * A metric that reads other rows than the window's own, alone or besides.
     *
     * @param reading is asked only where every span holds some row
     */
    public static Metric ofSpans(String name, List<Read> reads, @Nullable Boolean higherIsBetter, Reading reading) {
        return new Metric(List.copyOf(reads), name, guarded(reading), higherIsBetter, false, Map.of());
    }

    /**
     * A metric of what other metrics say.
     *
     * @param parts the other metrics by name; each is asked, and may be undefined
     * @param combining from their values by name, in the order of the parts, to the value
     */
    public static Metric ofMetrics(
            String name,
            Map<String, Metric> parts,
            @Nullable Boolean higherIsBetter,
            Function<Map<String, Value>, Value> combining) {
        Map<String, Metric> inOrder = new LinkedHashMap<>(parts);
        List<Read> reads = new ArrayList<>();
        inOrder.values().forEach(part -> reads.addAll(part.reads));
        Evaluation evaluation = (ownReads, memories, history) -> {
            Map<String, Value> values = new LinkedHashMap<>();
            int from = 0;
            for (Map.Entry<String, Metric> entry : inOrder.entrySet()) {
                Metric part = entry.getValue();
                int end = from + part.reads.size();
                values.put(
                        entry.getKey(),
                        part.evaluate(
                                ownReads.subList(from, end),
                                memories.subList(from, end),
                                history.within(entry.getKey())));
                from = end;
            }
            return combining.apply(values);
        };
        boolean foldsWindows = inOrder.values().stream().anyMatch(Metric::foldsWindows);
        return new Metric(List.copyOf(reads), name, evaluation, higherIsBetter, foldsWindows, inOrder);
    }

    /**
     * A metric that reads what another reads, or more, and asks it as it likes.
     *
     * @param evaluation is given a memory for each read, whether it holds rows or not
     */
    public static Metric asking(
            String name,
            List<Read> reads,
            @Nullable Boolean higherIsBetter,
            boolean foldsWindows,
            Evaluation evaluation) {
        return new Metric(List.copyOf(reads), name, evaluation, higherIsBetter, foldsWindows, Map.of());
    }

    public String name() {
        return name;
    }

    /** What it reads, in the order in which it expects the memories. */
    public List<Read> reads() {
        return reads;
    }

    /** The direction of improvement, or null where there is none. */
    public @Nullable Boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** True where the value depends on what earlier windows said. */
    public boolean foldsWindows() {
        return foldsWindows;
    }

    /** The metrics that it is made of, by name; none for one that reads statistics itself. */
    public Map<String, Metric> parts() {
        return Collections.unmodifiableMap(parts);
    }

    /** The statistics that it reads, each once. */
    public List<Statistic> statistics() {
        return reads.stream().map(Read::statistic).distinct().toList();
    }

    /** Whether it reads a column of the label. What reads none counts every prediction, and is on time. */
    public boolean readsLabels() {
        return reads.stream()
                .flatMap(read -> read.statistic().requirements().stream())
                .anyMatch(requirement -> requirement.input().side() == Input.Side.LABEL);
    }

    /** The same metric under another name. */
    public Metric named(String other) {
        return new Metric(reads, other, evaluation, higherIsBetter, foldsWindows, parts);
    }

    /** The same metric of other rows than the window's own; reads of other spans are left as they are. */
    public Metric over(Span span) {
        return reading(read -> read.span().equals(Span.window()) ? new Read(read.statistic(), span) : read);
    }

    /** The same metric of other statistics with the same slots, one in place of each. */
    public Metric replacing(Function<Statistic, Statistic> replacement) {
        return reading(read -> new Read(replacement.apply(read.statistic()), read.span()));
    }

    private Metric reading(Function<Read, Read> replacement) {
        return new Metric(
                reads.stream().map(replacement).toList(), name, evaluation, higherIsBetter, foldsWindows, parts);
    }

    /** The same reading of rows that count by their weights, which are whole numbers of {@code unit}. */
    Metric weighted(double unit) {
        return replacing(statistic -> new Weighted(statistic, unit));
    }

    /**
     * Reads the value, where no other window came before; never throws for what is remembered.
     *
     * @param memories a memory for each of the {@link #reads}
     */
    public Value compute(List<Memory> memories) {
        return compute(memories, History.NONE);
    }

    /** Reads the value; see {@link #compute(List)}. */
    public Value compute(List<Memory> memories, History history) {
        return evaluate(reads, memories, history);
    }

    /** Reads the value for a metric that is made of this one, whose reads may stand for other spans or statistics. */
    public Value evaluate(List<Read> given, List<Memory> memories, History history) {
        return evaluation.evaluate(given, memories, history);
    }

    /** A reading that is asked only where every span holds some row. */
    private static Evaluation guarded(Reading reading) {
        return (reads, memories, history) -> {
            Set<Span> empty = new LinkedHashSet<>();
            reads.forEach(read -> empty.add(read.span()));
            for (int i = 0; i < memories.size(); i++) {
                if (!memories.get(i).isEmpty()) {
                    empty.remove(reads.get(i).span());
                }
            }
            for (Span span : empty) {
                return Value.undefined(
                        Value.Code.EMPTY,
                        "no row was counted" + (span.equals(Span.window()) ? "" : " in " + span.inWords()));
            }
            try {
                return reading.read(memories);
            } catch (Unreadable unreadable) {
                return Value.undefined(Value.Code.valueOf(unreadable.code().name()), unreadable.reason());
            }
        };
    }
}
