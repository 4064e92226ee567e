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
 * @param factors columns whose numbers are multiplied exactly, by {@link Expression.Lost}: batches in which one is smaller
 *     than 2^−400 and not zero, or larger than 2^400, are left to the array update too
 * @param additions what is added
 * @param counting gives the rows of a batch other multiplicities
 */
public record Kernel(
        @Nullable Input elements, Set<Input> factors, List<Addition> additions, UnaryOperator<Batch> counting) {

    /** What elements add, and to slots of which kind. */
    public enum Kind {
        /** One to a count; there is no term. */
        COUNT,
        /** A number to an exact sum. */
        SUM,
        /** A vector of whole numbers up to 2^43 to fixed sums, entry by entry. */
        UNITS,
        /** The products of every two entries i ≤ j of such a vector to fixed sums, row by row. */
        PRODUCTS
    }

    /**
     * What every element that counts adds to a slot, as often as its row counts.
     *
     * @param slot index of the slot
     * @param first the element of the slot that index 0 means
     * @param size number of indexes; or of the elements that vectors are added to, entry by entry
     * @param index which element of the slot, from the first on; null where it is always the first, or each of them
     * @param term what is added; null for a count
     * @param condition which elements of the rows count; null where all do
     */
    public record Addition(
            Kind kind,
            int slot,
            int first,
            int size,
            @Nullable Expression index,
            @Nullable Expression term,
            @Nullable Expression condition) {

        /** Counts all elements, or those that a condition holds for. */
        public static Addition count(int slot, int at, @Nullable Expression condition) {
            return new Addition(Kind.COUNT, slot, at, 1, null, null, condition);
        }

        /** Counts elements by an index. */
        public static Addition count(int slot, int first, int size, Expression index, @Nullable Expression condition) {
            return new Addition(Kind.COUNT, slot, first, size, index, null, condition);
        }

        /** Adds to one exact sum. */
        public static Addition sum(int slot, int at, Expression term, @Nullable Expression condition) {
            return new Addition(Kind.SUM, slot, at, 1, null, term, condition);
        }

        /** Adds to exact sums by an index. */
        public static Addition sum(
                int slot, int size, Expression index, Expression term, @Nullable Expression condition) {
            return new Addition(Kind.SUM, slot, 0, size, index, term, condition);
        }

        /** Counts all elements of the rows in each of so many counts. */
        public static Addition counts(int slot, int width) {
            return new Addition(Kind.COUNT, slot, 0, width, null, null, null);
        }

        /** Adds vectors to so many exact sums, entry by entry. */
        public static Addition sums(int slot, int width, Expression vectors) {
            return new Addition(Kind.SUM, slot, 0, width, null, vectors, null);
        }

        /** Adds vectors of so many units to fixed sums. */
        public static Addition units(int slot, int width, Expression units, @Nullable Expression condition) {
            return new Addition(Kind.UNITS, slot, 0, width, null, units, condition);
        }

        /** Adds the products of every two of so many units to fixed sums. */
        public static Addition products(int slot, int width, Expression units, @Nullable Expression condition) {
            return new Addition(Kind.PRODUCTS, slot, 0, width * (width + 1) / 2, null, units, condition);
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

    /** True where it adds to fixed sums. */
    public boolean addsToFixedSums() {
        return additions.stream()
                .anyMatch(addition -> addition.kind() == Kind.UNITS || addition.kind() == Kind.PRODUCTS);
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

    /** The same for a statistic that multiplies numbers of these columns exactly. */
    public Kernel multiplying(Input... columns) {
        return new Kernel(elements, Set.of(columns), additions, counting);
    }

    /** The same with other multiplicities. */
    Kernel counting(UnaryOperator<Batch> other) {
        return new Kernel(elements, factors, additions, batch -> other.apply(counting.apply(batch)));
    }
}
