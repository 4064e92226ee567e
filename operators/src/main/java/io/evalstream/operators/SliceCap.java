package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.SliceSpec;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.operators.stream.IdHash;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which slices are told apart: of each dimension those with the smallest hashes, so many as the plan says. What a pane
 * told apart holds all that a window of it does, and the outcome does not depend on the order in which slices came. All
 * others are one slice of their dimension.
 */
final class SliceCap {

    private static final Comparator<String> BY_HASH =
            Comparator.<String>comparingLong(IdHash::of).thenComparing(Comparator.naturalOrder());

    private final Map<String, Integer> most = new HashMap<>();

    SliceCap(PlanSpec plan) {
        for (SliceSpec slice : plan.slices()) {
            most.put(Slices.dimension(slice), slice.max());
        }
    }

    /** Whether a plan has slices at all. */
    boolean isEmpty() {
        return most.isEmpty();
    }

    /** The slice of all rows of a slice's dimension that are not told apart. */
    static String other(String slice) {
        return Slices.other(Slices.dimension(slice));
    }

    /** Slices that are always there: that of all rows, and that of the rest of a dimension. */
    private static boolean isFixed(String slice) {
        return slice.equals(Slices.ALL) || slice.equals(other(slice));
    }

    /** Of these slices, those that are not told apart. */
    Set<String> excess(Collection<String> slices) {
        Map<String, TreeSet<String>> byDimension = new HashMap<>();
        for (String slice : slices) {
            if (!isFixed(slice)) {
                byDimension
                        .computeIfAbsent(Slices.dimension(slice), any -> new TreeSet<>(BY_HASH))
                        .add(slice);
            }
        }
        Set<String> excess = new TreeSet<>();
        byDimension.forEach((dimension, named) -> {
            // A dimension that the plan no longer has is told apart until its windows are final.
            @Nullable Integer limit = most.get(dimension);
            named.stream().skip(limit == null ? named.size() : limit).forEach(excess::add);
        });
        return excess;
    }
}
