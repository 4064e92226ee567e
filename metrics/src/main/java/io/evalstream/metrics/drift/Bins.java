package io.evalstream.metrics.drift;

import io.evalstream.metrics.batch.TextHash;
import io.evalstream.metrics.metric.LogScale;
import java.util.List;

/** Into what values are counted: buckets by magnitude, bins between cut points, or categories. */
sealed interface Bins {

    /** The most keys there can be. */
    int cap();

    /** What they are, in one line that changes where values would be counted otherwise. */
    String inWords();

    /** Bins of numbers, in ascending order of their keys. */
    sealed interface OfNumbers extends Bins {
        /** The bin of a number that is not NaN. */
        long index(double value);

        /** Lower bound of a bin, perhaps infinite. */
        double lower(long index);

        /** Upper bound of a bin, perhaps infinite. */
        double upper(long index);
    }

    /** Buckets fine enough for quantiles and distances. */
    record Buckets(LogScale scale) implements OfNumbers {

        /** Every value is within 1/128 of its bucket's middle. */
        static final Buckets FINE = new Buckets(new LogScale(6));

        @Override
        public int cap() {
            return scale.buckets();
        }

        @Override
        public String inWords() {
            return "buckets of 2^-" + scale.bits();
        }

        @Override
        public long index(double value) {
            return scale.index(value);
        }

        @Override
        public double lower(long index) {
            return scale.lower(index);
        }

        @Override
        public double upper(long index) {
            return scale.upper(index);
        }
    }

    /**
     * Bins between cut points; a value at a cut point belongs to the bin above.
     *
     * @param points cut points in ascending order
     */
    record Cuts(List<Double> points) implements OfNumbers {
        @Override
        public int cap() {
            return points.size() + 1;
        }

        @Override
        public String inWords() {
            return "cut points " + points;
        }

        @Override
        public long index(double value) {
            int below = 0;
            while (below < points.size() && points.get(below) <= value) {
                below++;
            }
            return below;
        }

        @Override
        public double lower(long index) {
            return index == 0 ? Double.NEGATIVE_INFINITY : points.get((int) index - 1);
        }

        @Override
        public double upper(long index) {
            return index == points.size() ? Double.POSITIVE_INFINITY : points.get((int) index);
        }
    }

    /** Words, told apart by 64 bits of a hash. */
    record Categories(int cap) implements Bins {
        @Override
        public String inWords() {
            return "categories";
        }

        static long index(String word) {
            return TextHash.of(word);
        }
    }
}
