package io.evalstream.metrics.metric;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Unreadable;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A named, pure reading of what one or more statistics remember.
 *
 * @param name name of the metric, in snake case
 * @param statistics what it reads
 * @param reading from the memories of those statistics, in their order, to a value. It is asked only where some row was
 *     remembered, and may let {@link Unreadable} pass
 * @param higherIsBetter the direction of improvement, or null where there is none
 */
public record Metric(
        String name,
        List<Statistic> statistics,
        Reading reading,
        @Nullable Boolean higherIsBetter) {

    /** From memories to a value. */
    @FunctionalInterface
    public interface Reading {
        Value read(List<Memory> memories);
    }

    /** A reading of one statistic. */
    public static Metric of(
            String name, Statistic statistic, @Nullable Boolean higherIsBetter, Function<Memory, Value> reading) {
        return new Metric(name, List.of(statistic), memories -> reading.apply(memories.get(0)), higherIsBetter);
    }

    /** The same metric under another name. */
    public Metric named(String other) {
        return new Metric(other, statistics, reading, higherIsBetter);
    }

    /** Reads the value; never throws for what is remembered. */
    public Value compute(List<Memory> memories) {
        if (memories.stream().allMatch(Memory::isEmpty)) {
            return Value.undefined(Value.Code.EMPTY, "no row was counted");
        }
        try {
            return reading.read(memories);
        } catch (Unreadable unreadable) {
            return Value.undefined(Value.Code.valueOf(unreadable.code().name()), unreadable.reason());
        }
    }
}
