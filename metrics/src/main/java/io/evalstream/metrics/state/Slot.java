package io.evalstream.metrics.state;

import java.util.Arrays;
import java.util.List;

/**
 * A named part of a statistic's memory. A slot says what its values are and, with that, how they merge; the serialiser,
 * the merge, the test for emptiness, the size and the evolution of a state are derived from its slots.
 */
public sealed interface Slot {

    /** Name within the statistic, in snake case. */
    String name();

    /** How two values of this slot become one. */
    Merge merge();

    /** Number of elements: the product of the shape, or 1 for a map. */
    int size();

    /** One line that changes exactly when stored bytes of this slot would be read differently. */
    String signature();

    /** The same slot under another name. */
    default Slot named(String other) {
        if (this instanceof Counts counts) {
            return new Counts(other, counts.shape());
        } else if (this instanceof ExactSums sums) {
            return new ExactSums(other, sums.shape());
        } else if (this instanceof FixedSums sums) {
            return new FixedSums(other, sums.bits(), sums.shape());
        } else if (this instanceof FloatSums sums) {
            return new FloatSums(other, sums.shape());
        } else if (this instanceof Extremum extremum) {
            return new Extremum(other, extremum.merge(), extremum.shape());
        }
        Sparse sparse = (Sparse) this;
        return new Sparse(other, sparse.keyWords(), sparse.cap());
    }

    /** 64-bit counts that add. */
    static Slot counts(String name, int... shape) {
        return new Counts(name, shapeOf(name, shape));
    }

    /** Exact sums of doubles ({@link ExactSum}). */
    static Slot exactSum(String name, int... shape) {
        return new ExactSums(name, shapeOf(name, shape));
    }

    /**
     * Sums of multiples of 2^−bits, 128 bits wide ({@link FixedSum}): for moments of many elements, where an exact sum
     * each would take too much room. Whoever adds rounds to a multiple and turns away what is too large.
     */
    static Slot fixedSums(String name, int bits, int... shape) {
        if (bits < 0 || bits > FixedSum.MOST_BITS) {
            throw new IllegalArgumentException("slot '" + name + "': " + bits
                    + " bits after the point were given; 0 to " + FixedSum.MOST_BITS + " can be kept");
        }
        return new FixedSums(name, bits, shapeOf(name, shape));
    }

    /**
     * Sums of doubles as they come: the one kind of memory whose bits depend on the order in which it is added to and merged.
     * It is for what is computed where rows cannot be taken apart, as in a user's own module; all else has exact sums.
     */
    static Slot floatSums(String name, int... shape) {
        return new FloatSums(name, shapeOf(name, shape));
    }

    /** Smallest value seen, as a double. */
    static Slot min(String name, int... shape) {
        return new Extremum(name, Merge.MIN, shapeOf(name, shape));
    }

    /** Largest value seen, as a double. */
    static Slot max(String name, int... shape) {
        return new Extremum(name, Merge.MAX, shapeOf(name, shape));
    }

    /**
     * Counts by key, for what has no small fixed state.
     *
     * @param keyWords 64-bit words of a key
     * @param cap largest number of distinct keys; past it the map is {@linkplain SparseCounts#overflowed() overflowed}
     */
    static Slot sparse(String name, int keyWords, int cap) {
        if (keyWords < 1 || cap < 1) {
            throw new IllegalArgumentException("slot '" + name + "': key words " + keyWords + " and cap " + cap
                    + " were given; both must be at least 1");
        }
        return new Sparse(name, keyWords, cap);
    }

    /** A slot with an element for each place of a shape. */
    sealed interface Shaped extends Slot {

        List<Integer> shape();

        @Override
        default int size() {
            return product(shape());
        }
    }

    /** A slot whose elements add. */
    sealed interface Sums extends Shaped {

        @Override
        default Merge merge() {
            return Merge.SUM;
        }
    }

    /** See {@link #counts}. */
    record Counts(String name, List<Integer> shape) implements Sums {
        @Override
        public String signature() {
            return "counts" + shape;
        }
    }

    /** See {@link #exactSum}. */
    record ExactSums(String name, List<Integer> shape) implements Sums {
        @Override
        public String signature() {
            return "exact_sum" + shape;
        }
    }

    /** See {@link #fixedSums}. */
    record FixedSums(String name, int bits, List<Integer> shape) implements Sums {
        @Override
        public String signature() {
            return "fixed_sums[" + bits + " bits]" + shape;
        }
    }

    /** See {@link #floatSums}. */
    record FloatSums(String name, List<Integer> shape) implements Sums {
        @Override
        public String signature() {
            return "float_sums" + shape;
        }

        /** A sum of two words that hold doubles. */
        static long add(long left, long right) {
            return Double.doubleToLongBits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
        }
    }

    /**
     * See {@link #min} and {@link #max}. An extremum cannot be retracted, so each element keeps two: that of the values
     * added and that of the values retracted. Where the second reaches the first, the true extremum is not known.
     */
    record Extremum(String name, Merge merge, List<Integer> shape) implements Shaped {
        /** Words kept for each element: added, retracted. */
        static final int WORDS = 2;

        @Override
        public String signature() {
            return (merge == Merge.MIN ? "min" : "max") + shape;
        }

        /** The value that changes nothing when merged. */
        long identity() {
            return merge == Merge.MIN ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
    }

    /** See {@link #sparse}. */
    record Sparse(String name, int keyWords, int cap) implements Slot {
        @Override
        public Merge merge() {
            return Merge.SUM;
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public String signature() {
            return "sparse[" + keyWords + ", cap " + cap + "]";
        }
    }

    private static List<Integer> shapeOf(String name, int... shape) {
        for (int dimension : shape) {
            if (dimension < 1) {
                throw new IllegalArgumentException("slot '" + name + "': shape " + Arrays.toString(shape)
                        + " was given; every dimension must be at least 1");
            }
        }
        return Arrays.stream(shape).boxed().toList();
    }

    private static int product(List<Integer> shape) {
        int size = 1;
        for (int dimension : shape) {
            size = Math.multiplyExact(size, dimension);
        }
        return size;
    }
}
