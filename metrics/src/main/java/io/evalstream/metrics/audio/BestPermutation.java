package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The best mean over all ways to give each true speaker one of the estimates.
 *
 * <p>Where the measure has a value for each speaker, the mean is of values of pairs, and the best is found over the
 * subsets of estimates already given (Bellman, Journal of the ACM 9, 1962). Where it takes all speakers together, every
 * permutation is tried.
 *
 * @param together whether the measure is asked for all speakers at once ({@code permutation-wise}) or for each pair
 * @param highest whether the best is the highest
 */
record BestPermutation(SignalMeasure measure, boolean together, boolean highest) implements RowScores {

    /** Speakers up to which the subsets are few enough: 65,536. */
    private static final int MOST_SPEAKERS = 16;

    /** Speakers up to which the permutations are few enough: 40,320. */
    private static final int MOST_PERMUTED = 8;

    @Override
    public @Nullable String objection(int[] shape) {
        int dimensions = measure.dimensions();
        boolean fits = together
                ? shape.length > 1 && measure.takes(shape)
                : shape.length == dimensions + 1 && measure.takes(inner(shape));
        if (!fits) {
            return "preds and target have the shape " + Arrays.toString(shape) + "; expected the speakers first, and"
                    + (together ? " with them " : " then ") + measure.expected()
                    + (together ? "" : " of each without further dimensions");
        }
        int most = isOfPairs(shape) ? MOST_SPEAKERS : MOST_PERMUTED;
        return shape[0] >= 1 && shape[0] <= most
                ? null
                : "preds and target have " + shape[0] + " speakers; expected 1 to " + most;
    }

    @Override
    public double[] of(double[] preds, double[] target, int[] shape, DataType type) {
        return new double[] {isOfPairs(shape) ? ofPairs(preds, target, shape, type) : ofAll(preds, target, shape, type)
        };
    }

    private boolean isOfPairs(int[] shape) {
        return measure.dimensions() < shape.length;
    }

    private static int[] inner(int[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    private double better(double one, double other) {
        return highest ? Math.max(one, other) : Math.min(one, other);
    }

    private double worst() {
        return highest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }

    private double ofPairs(double[] preds, double[] target, int[] shape, DataType type) {
        int speakers = shape[0];
        int[] inner = inner(shape);
        int size = Signals.size(inner, 0);
        // By the estimates given to the first speakers, as bits.
        double[] best = new double[1 << speakers];
        Arrays.fill(best, worst());
        best[0] = 0;
        double[][] values = new double[speakers][speakers];
        for (int truth = 0; truth < speakers; truth++) {
            for (int estimate = 0; estimate < speakers; estimate++) {
                values[truth][estimate] = mean(measure.each(
                        Signals.part(preds, estimate, size), Signals.part(target, truth, size), inner, type));
            }
        }
        for (int given = 0; given < best.length - 1; given++) {
            double[] ofNext = values[Integer.bitCount(given)];
            for (int estimate = 0; estimate < speakers; estimate++) {
                int with = given | 1 << estimate;
                if (with != given) {
                    best[with] = better(best[with], best[given] + ofNext[estimate]);
                }
            }
        }
        return best[best.length - 1] / speakers;
    }

    private double ofAll(double[] preds, double[] target, int[] shape, DataType type) {
        int[] order = new int[shape[0]];
        Arrays.setAll(order, i -> i);
        int size = preds.length / order.length;
        double[] permuted = new double[preds.length];
        double best = worst();
        do {
            for (int truth = 0; truth < order.length; truth++) {
                System.arraycopy(preds, order[truth] * size, permuted, truth * size, size);
            }
            best = better(best, mean(measure.each(permuted, target, shape, type)));
        } while (next(order));
        return best;
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    /** Turns a permutation into the next in lexicographic order; false after the last. */
    private static boolean next(int[] order) {
        int rise = order.length - 2;
        while (rise >= 0 && order[rise] > order[rise + 1]) {
            rise--;
        }
        if (rise < 0) {
            return false;
        }
        int larger = order.length - 1;
        while (order[larger] < order[rise]) {
            larger--;
        }
        swap(order, rise, larger);
        for (int from = rise + 1, to = order.length - 1; from < to; from++, to--) {
            swap(order, from, to);
        }
        return true;
    }

    private static void swap(int[] order, int one, int other) {
        int kept = order[one];
        order[one] = order[other];
        order[other] = kept;
    }
}
