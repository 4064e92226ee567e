package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The squared maximum mean discrepancy of real and other features under a polynomial kernel, averaged over subsets of the rows
 * (Bińkowski, Sutherland, Arbel and Gretton, ICLR 2018). A subset is made of the rows of each kind with the smallest hashes of
 * subset and position, so that a replay draws the same.
 */
record KernelDistance(int subsets, int subsetSize, int degree, double gamma, double coef) {

    /** Rows that some subset has, with the subsets of each as a set of bits. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Drawn(List<FeatureRows.Kept> rows, long[][] subsetsOf) {}

    /** Mean and standard deviation over the subsets. */
    Value between(List<FeatureRows.Kept> real, List<FeatureRows.Kept> other) {
        int fewest = Math.min(real.size(), other.size());
        if (fewest < subsetSize) {
            return Value.undefined(
                    Value.Code.TOO_FEW,
                    "there are " + real.size() + " real rows and " + other.size()
                            + " others; expected at least as many of each as `subset_size`, " + subsetSize);
        }
        double most = (double) (real.size() + other.size()) * (real.size() + other.size()) / 2;
        double pairs = Math.min(2.0 * subsets * subsetSize * subsetSize, most);
        double operations = pairs * real.get(0).features().length;
        if (operations > FeatureRows.MOST_OPERATIONS) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "the kernels of the subsets take about " + Math.rint(operations / 1e9)
                            + " billion steps; take fewer or smaller subsets, or a shorter window");
        }
        double[] discrepancies = discrepancies(draw(real, 0), draw(other, 1));
        Map<String, Value> named = new LinkedHashMap<>();
        double mean = mean(discrepancies);
        double[] squares = Arrays.stream(discrepancies)
                .map(one -> (one - mean) * (one - mean))
                .toArray();
        named.put("kid_mean", Value.scalar(mean));
        named.put("kid_std", Value.scalar(Math.sqrt(mean(squares))));
        return new Value.Named(named);
    }

    private double[] discrepancies(Drawn real, Drawn other) {
        double[] discrepancies = new double[subsets];
        double inside = 2 / ((double) subsetSize * (subsetSize - 1));
        addInside(real, inside, discrepancies);
        addInside(other, inside, discrepancies);
        addBetween(real, other, -2 / ((double) subsetSize * subsetSize), discrepancies);
        return discrepancies;
    }

    /** Adds the kernels of rows of one kind, each pair once and none with itself. */
    private void addInside(Drawn drawn, double weight, double[] sums) {
        for (int i = 0; i < drawn.rows().size(); i++) {
            for (int j = i + 1; j < drawn.rows().size(); j++) {
                addKernel(drawn, i, drawn, j, weight, sums);
            }
        }
    }

    private void addBetween(Drawn left, Drawn right, double weight, double[] sums) {
        for (int i = 0; i < left.rows().size(); i++) {
            for (int j = 0; j < right.rows().size(); j++) {
                addKernel(left, i, right, j, weight, sums);
            }
        }
    }

    /** Adds the kernel of two rows to the subsets that both are in. */
    private void addKernel(Drawn left, int i, Drawn right, int j, double weight, double[] sums) {
        double kernel = Double.NaN;
        for (int word = 0; word < left.subsetsOf()[i].length; word++) {
            long shared = left.subsetsOf()[i][word] & right.subsetsOf()[j][word];
            while (shared != 0) {
                if (Double.isNaN(kernel)) {
                    kernel = weight
                            * kernel(
                                    left.rows().get(i).features(),
                                    right.rows().get(j).features());
                }
                sums[word * Long.SIZE + Long.numberOfTrailingZeros(shared)] += kernel;
                shared &= shared - 1;
            }
        }
    }

    private double kernel(float[] left, float[] right) {
        double base = FeatureRows.product(left, right) * gamma + coef;
        double power = 1;
        for (int i = 0; i < degree; i++) {
            power *= base;
        }
        return power;
    }

    private Drawn draw(List<FeatureRows.Kept> rows, int kind) {
        long[][] subsetsOf = new long[rows.size()][(subsets + Long.SIZE - 1) / Long.SIZE];
        long[] hashes = new long[rows.size()];
        Integer[] order = new Integer[rows.size()];
        for (int subset = 0; subset < subsets; subset++) {
            for (int i = 0; i < order.length; i++) {
                order[i] = i;
                FeatureRows.Kept row = rows.get(i);
                hashes[i] = Positions.hash(row.time(), row.sequence() + row.copy(), 2L * subset + kind);
            }
            Arrays.sort(order, Comparator.comparingLong((Integer i) -> hashes[i]));
            for (int i = 0; i < subsetSize; i++) {
                subsetsOf[order[i]][subset / Long.SIZE] |= 1L << subset;
            }
        }
        return new Drawn(rows, subsetsOf);
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }
}
