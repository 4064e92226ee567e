package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;
import org.jspecify.annotations.Nullable;

/**
 * Power of what a filter can make of the true signal by that of the rest of the estimate. The filter that comes nearest
 * solves a symmetric Toeplitz system of the signal's autocorrelation.
 *
 * @param filterLength taps of the filter
 * @param loadDiagonal what is added to the diagonal of the system, or null
 */
record FilteredDistortion(
        int filterLength, boolean zeroMean, @Nullable Double loadDiagonal) implements SignalMeasure {

    private static final double SMALLEST_NORM = 1e-6;

    @Override
    public int dimensions() {
        return 1;
    }

    @Override
    public String expected() {
        return "[…, time], with a true signal that is not silent unless load_diag is given";
    }

    @Override
    public boolean isComparable(double[] target) {
        if (loadDiagonal != null) {
            return true;
        }
        double silence = zeroMean && target.length > 0 ? target[0] : 0;
        for (double sample : target) {
            if (sample != silence) {
                return true;
            }
        }
        return false;
    }

    @Override
    public double of(double[] preds, double[] target, int time, DataType type) {
        double[] signal = normalised(zeroMean ? Signals.centred(target, time) : target);
        double[] estimate = normalised(zeroMean ? Signals.centred(preds, time) : preds);
        double[] own = correlation(signal, signal);
        double[] cross = correlation(signal, estimate);
        if (loadDiagonal != null) {
            own[0] += loadDiagonal;
        }
        // An estimate that the filter makes in full has a coherence of 1, which rounding may pass.
        double coherence = Math.min(1, Signals.product(cross, Toeplitz.solve(own, cross)));
        return Signals.decibels(coherence / (1 - coherence));
    }

    private static double[] normalised(double[] signal) {
        double norm = Math.max(Math.sqrt(Signals.power(signal)), SMALLEST_NORM);
        double[] normalised = new double[signal.length];
        for (int i = 0; i < signal.length; i++) {
            normalised[i] = signal[i] / norm;
        }
        return normalised;
    }

    /** Sums of {@code a[i] · b[i + lag]}, by lag. */
    private double[] correlation(double[] a, double[] b) {
        double[] sums = new double[filterLength];
        for (int lag = 0; lag < Math.min(filterLength, a.length); lag++) {
            double sum = 0;
            for (int i = 0; i + lag < a.length; i++) {
                sum += a[i] * b[i + lag];
            }
            sums[lag] = sum;
        }
        return sums;
    }
}
