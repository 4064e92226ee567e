package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.Weighted;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Unreadable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A named, pure reading of what one or more statistics remember. */
public final class Metric {

    private final String name;
    private final List<Read> reads;
    private final Reading reading;
    private final @Nullable Boolean higherIsBetter;

    /** A statistic of the rows of a span. */
    public record Read(Statistic statistic, Span span) {}

    /** From memories to a value. */
    @FunctionalInterface
    public interface Reading {
        Value read(List<Memory> memories);
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
                reading,
                higherIsBetter);
    }

    private Metric(List<Read> reads, String name, Reading reading, @Nullable Boolean higherIsBetter) {
        this.reads = reads;
        this.name = name;
        this.reading = reading;
        this.higherIsBetter = higherIsBetter;
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
        return new Metric(List.copyOf(reads), name, reading, higherIsBetter);
    }

    public String name() {
        return name;
    }

    /** What it reads, in the order in which {@link #reading} expects the memories. */
    public List<Read> reads() {
        return reads;
    }

    public Reading reading() {
        return reading;
    }

    /** The direction of improvement, or null where there is none. */
    public @Nullable Boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** The statistics that it reads, each once. */
    public List<Statistic> statistics() {
        return reads.stream().map(Read::statistic).distinct().toList();
    }

    /** The same metric under another name. */
    public Metric named(String other) {
        return new Metric(reads, other, reading, higherIsBetter);
    }

    /** The same metric of other rows than the window's own; reads of other spans are left as they are. */
    public Metric over(Span span) {
        return new Metric(
                reads.stream()
                        .map(read -> read.span().equals(Span.window()) ? new Read(read.statistic(), span) : read)
                        .toList(),
                name,
                reading,
                higherIsBetter);
    }

    /** The same reading of rows that count by their weights, which are whole numbers of {@code unit}. */
    Metric weighted(double unit) {
        return new Metric(
                reads.stream()
                        .map(read -> new Read(new Weighted(read.statistic(), unit), read.span()))
                        .toList(),
                name,
                reading,
                higherIsBetter);
    }

    /**
     * Reads the value; never throws for what is remembered.
     *
     * @param memories a memory for each of the {@link #reads}
     */
    public Value compute(List<Memory> memories) {
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
    }
}
