package io.evalstream.metrics.pairwise;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The numbers of all pairs of rows, in the order of the rows' positions, and what becomes of them.
 *
 * @param paired whether predicted vectors are compared with the true ones of all rows, and not with one another
 * @param zeroDiagonal whether a row and itself have a 0
 */
record AllPairs(Measure measure, boolean paired, Reduction reduction, boolean zeroDiagonal) {

    /** The most steps of one reading, some seconds of a core, so that a window does not hold up a job. */
    private static final double MOST_STEPS = 0x1p32;
    /** The most numbers that a report lists: they fit into a record of the size that Kafka takes by default. */
    private static final int MOST_LISTED = 1 << 15;

    enum Reduction {
        /** The matrix. */
        NONE,
        /** For each row the mean over all others and itself. */
        MEAN,
        /** For each row the sum. */
        SUM,
        /** One number, the mean of the matrix. */
        ELEMENTWISE_MEAN;

        private double listed(double rows) {
            return switch (this) {
                case NONE -> rows * rows;
                case MEAN, SUM -> rows;
                case ELEMENTWISE_MEAN -> 1;
            };
        }
    }

    Value read(Memory memory) {
        List<float[]> rows = VectorRows.read(memory);
        if (rows.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        SortedSet<Integer> widths = rows.stream().map(this::width).collect(Collectors.toCollection(TreeSet::new));
        if (widths.size() > 1) {
            return Value.undefined(Value.Code.DEGENERATE, "the vectors of the rows have different lengths: " + widths);
        }
        if ((double) rows.size() * rows.size() * widths.first() * measure.steps() > MOST_STEPS) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "comparing " + rows.size() + " rows of " + widths.first()
                            + " elements with one another takes more than 2^32 steps; use a shorter window");
        }
        if (reduction.listed(rows.size()) > MOST_LISTED) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "there are more numbers of " + rows.size() + " rows than the " + MOST_LISTED
                            + " that a report lists; use a shorter window, or another `reduction`");
        }
        return reduced(numbers(rows), rows.size());
    }

    private int width(float[] row) {
        return paired ? row.length / 2 : row.length;
    }

    /** For each pair its number, or for each row their sum. */
    private double[] numbers(List<float[]> rows) {
        int count = rows.size();
        List<float[]> left = paired ? rows.stream().map(this::predicted).toList() : rows;
        List<float[]> right = paired ? rows.stream().map(this::actual).toList() : rows;
        boolean listed = reduction == Reduction.NONE;
        double[] numbers = new double[listed ? count * count : count];
        for (int i = 0; i < count; i++) {
            // Of rows and themselves, half of the matrix says all. A row's numbers are added in the order of the
            // others.
            for (int j = paired ? 0 : i; j < count; j++) {
                double number = i == j && zeroDiagonal ? 0 : measure.of(left.get(i), right.get(j));
                numbers[listed ? i * count + j : i] += number;
                if (!paired && i != j) {
                    numbers[listed ? j * count + i : j] += number;
                }
            }
        }
        return numbers;
    }

    private float[] predicted(float[] row) {
        return Arrays.copyOf(row, width(row));
    }

    private float[] actual(float[] row) {
        return Arrays.copyOfRange(row, width(row), row.length);
    }

    private Value reduced(double[] numbers, int count) {
        return switch (reduction) {
            case NONE -> Value.matrix(count, count, numbers);
            case SUM -> Value.vector(numbers);
            case MEAN -> Value.vector(numbers).map(sum -> sum / count);
            case ELEMENTWISE_MEAN -> Value.scalar(Arrays.stream(numbers).reduce(0, Double::sum) / count / count);
        };
    }
}
