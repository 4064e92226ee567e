package io.evalstream.metrics.batch;

/**
 * The sum of a row's numbers in an order that loops and tensors share: the upper half is added to the lower, entry by
 * entry, until one number is left. Its error grows with the logarithm of the count (Higham, Accuracy and Stability of
 * Numerical Algorithms, 4.2).
 */
public final class PairwiseSum {

    private PairwiseSum() {}

    /** The sum of the first numbers; they are overwritten. */
    public static double of(double[] numbers, int count) {
        for (int n = count; n > 1; n = (n + 1) / 2) {
            int half = (n + 1) / 2;
            for (int i = half; i < n; i++) {
                numbers[i - half] += numbers[i];
            }
        }
        return count == 0 ? 0 : numbers[0];
    }

    /** The sum of the first numbers in float32; they are overwritten. */
    public static float of(float[] numbers, int count) {
        for (int n = count; n > 1; n = (n + 1) / 2) {
            int half = (n + 1) / 2;
            for (int i = half; i < n; i++) {
                numbers[i - half] += numbers[i];
            }
        }
        return count == 0 ? 0 : numbers[0];
    }
}
