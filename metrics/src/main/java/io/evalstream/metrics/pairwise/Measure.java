package io.evalstream.metrics.pairwise;

/** A number of two vectors of one length. Sums run over the vectors in their order, in double arithmetic. */
interface Measure {

    /** The number, the same whichever comes first; NaN where there is none. */
    double of(float[] one, float[] other);

    /** What an element costs, in steps of a few nanoseconds at most. */
    default int steps() {
        return 1;
    }

    /** The cosine of the angle between the vectors; NaN where one is zero. */
    record Cosine() implements Measure {
        @Override
        public double of(float[] one, float[] other) {
            double product = 0;
            double oneSquared = 0;
            double otherSquared = 0;
            for (int i = 0; i < one.length; i++) {
                product += (double) one[i] * other[i];
                oneSquared += (double) one[i] * one[i];
                otherSquared += (double) other[i] * other[i];
            }
            return product / (Math.sqrt(oneSquared) * Math.sqrt(otherSquared));
        }
    }

    /** The inner product. */
    record Linear() implements Measure {
        @Override
        public double of(float[] one, float[] other) {
            double product = 0;
            for (int i = 0; i < one.length; i++) {
                product += (double) one[i] * other[i];
            }
            return product;
        }
    }

    /** The length of the difference. */
    record Euclidean() implements Measure {
        @Override
        public double of(float[] one, float[] other) {
            double squares = 0;
            for (int i = 0; i < one.length; i++) {
                double difference = (double) one[i] - other[i];
                squares += difference * difference;
            }
            return Math.sqrt(squares);
        }
    }

    /** The sizes of the differences, added up. */
    record Manhattan() implements Measure {
        @Override
        public double of(float[] one, float[] other) {
            double sizes = 0;
            for (int i = 0; i < one.length; i++) {
                sizes += Math.abs((double) one[i] - other[i]);
            }
            return sizes;
        }
    }

    /** The norm of the difference. Its elements are scaled by the largest, so that no power of them overflows. */
    record Minkowski(double exponent) implements Measure {
        @Override
        public double of(float[] one, float[] other) {
            double largest = 0;
            for (int i = 0; i < one.length; i++) {
                largest = Math.max(largest, Math.abs((double) one[i] - other[i]));
            }
            double powers = 0;
            for (int i = 0; i < one.length && largest > 0; i++) {
                powers += StrictMath.pow(Math.abs((double) one[i] - other[i]) / largest, exponent);
            }
            return largest * StrictMath.pow(powers, 1 / exponent);
        }

        @Override
        public int steps() {
            return 1 << 5;
        }
    }

    /** The norm of the difference by its exponent, at least 1. */
    static Measure minkowski(double exponent) {
        if (exponent == 1) {
            return new Manhattan();
        }
        return exponent == 2 ? new Euclidean() : new Minkowski(exponent);
    }
}
