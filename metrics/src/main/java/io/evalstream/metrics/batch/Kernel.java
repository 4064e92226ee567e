package io.evalstream.metrics.batch;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A statistic's update as tensors: what each element of the rows adds to which slots. A device that has tensors may take it
 * in place of {@link Statistic#update}, and leaves the same state.
 *
 * @param elements the column that has a number for each element of a row; null where a row is one element. Rows of a batch
 *     that do not look so are left to the array update
 * @param absent columns that rows must lack for it; those of others are left to the array update too
 * @param additions what is added
 * @param counting gives the rows of a batch other multiplicities
 */
public record Kernel(
        @Nullable Input elements, Set<Input> absent, List<Addition> additions, UnaryOperator<Batch> counting) {

    /**
     * What every element that counts adds to a slot, as often as its row counts.
     *
     * @param slot index of the slot
     * @param first the element of the slot that index 0 means
     * @param size number of indexes
     * @param index which element of the slot, from the first on; null where it is always the first
     * @param term what is added to an exact sum; null for a count
     * @param condition which elements of the rows count; null where all do
     */
    public record Addition(
            int slot,
            int first,
            int size,
            @Nullable Expression index,
            @Nullable Expression term,
            @Nullable Expression condition) {

        /** Counts all elements, or those that a condition holds for. */
        public static Addition count(int slot, int at, @Nullable Expression condition) {
            return new Addition(slot, at, 1, null, null, condition);
        }

        /** Counts elements by an index. */
        public static Addition count(int slot, int first, int size, Expression index, @Nullable Expression condition) {
            return new Addition(slot, first, size, index, null, condition);
        }

        /** Adds to one exact sum. */
        public static Addition sum(int slot, int at, Expression term, @Nullable Expression condition) {
            return new Addition(slot, at, 1, null, term, condition);
        }

        /** Adds to exact sums by an index. */
        public static Addition sum(
                int slot, int size, Expression index, Expression term, @Nullable Expression condition) {
            return new Addition(slot, 0, size, index, term, condition);
        }
    }

    /** The columns that the additions read, each once. */
    public Set<Expression> columns() {
        Set<Expression> columns = new LinkedHashSet<>();
        for (Addition addition : additions) {
            Stream.of(addition.index(), addition.term(), addition.condition())
                    .filter(Objects::nonNull)
                    .forEach(part -> part.columns().forEach(columns::add));
        }
        return columns;
    }

    /**
     * How wide the widest vectors are: 0 where there are none, and {@link Integer#MAX_VALUE} where the rows say, as those
     * of vocabularies and embeddings do.
     */
    public int width() {
        return columns().stream()
                .filter(Expression.Vectors.class::isInstance)
                .mapToInt(column -> ((Expression.Vectors) column).width())
                .map(width -> width == 0 ? Integer.MAX_VALUE : width)
                .max()
                .orElse(0);
    }

    /** The kernel of a statistic with an element for each number of a column. */
    public static Kernel byElement(Input elements, Addition... additions) {
        return new Kernel(elements, Set.of(), List.of(additions), UnaryOperator.identity());
    }

    /** The kernel of a statistic whose rows are one element each. */
    public static Kernel byRow(Addition... additions) {
        return new Kernel(null, Set.of(), List.of(additions), UnaryOperator.identity());
    }

    /** The same for rows that lack columns. */
    public Kernel without(Input... columns) {
        return new Kernel(elements, Set.of(columns), additions, counting);
    }

    /** The same with other multiplicities. */
    Kernel counting(UnaryOperator<Batch> other) {
        return new Kernel(elements, absent, additions, batch -> other.apply(counting.apply(batch)));
    }
}
