package io.evalstream.metrics.classification;

import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;

/** The sums of a confusion matrix along its rows and columns. */
final class Margins {

    private final long[] actual;
    private final long[] predicted;
    private final long total;

    Margins(ClassMatrix matrix, Memory memory) {
        int classes = matrix.columns().classes();
        actual = new long[classes];
        predicted = new long[classes];
        matrix.forEach(memory, (row, column, count) -> {
            actual[row] += count;
            predicted[column] += count;
        });
        long sum = 0;
        for (long count : actual) {
            sum += count;
        }
        total = sum;
    }

    long actual(int index) {
        return actual[index];
    }

    long predicted(int index) {
        return predicted[index];
    }

    long total() {
        return total;
    }

    /** The sum over all pairs (i, j) of {@code |i - j| actual(i) predicted(j)}. */
    Dyadic linear() {
        // |i - j| counts the steps k with one of i, j at most k and the other above it.
        Dyadic sum = Dyadic.ZERO;
        long actualUpTo = 0;
        long predictedUpTo = 0;
        for (int k = 0; k < actual.length - 1; k++) {
            actualUpTo += actual[k];
            predictedUpTo += predicted[k];
            sum = sum.plus(Dyadic.of(actualUpTo).times(total - predictedUpTo))
                    .plus(Dyadic.of(predictedUpTo).times(total - actualUpTo));
        }
        return sum;
    }

    /** The sum over all pairs (i, j) of {@code (i - j)^2 actual(i) predicted(j)}. */
    Dyadic quadratic() {
        Dyadic ofActual = Dyadic.ZERO;
        Dyadic ofPredicted = Dyadic.ZERO;
        Dyadic squares = Dyadic.ZERO;
        for (long i = 0; i < actual.length; i++) {
            ofActual = ofActual.plus(Dyadic.of(i).times(actual[(int) i]));
            ofPredicted = ofPredicted.plus(Dyadic.of(i).times(predicted[(int) i]));
            squares = squares.plus(Dyadic.of(i * i).times(actual[(int) i]))
                    .plus(Dyadic.of(i * i).times(predicted[(int) i]));
        }
        return squares.times(total).minus(ofActual.times(ofPredicted).times(2));
    }
}
