package io.evalstream.metrics.audio;

import java.util.Arrays;

/** Arithmetic of sampled signals. Sums run from the first sample to the last. */
final class Signals {

    private Signals() {}

    /** Number of elements of a tensor's dimensions from one on. */
    static int size(int[] shape, int from) {
        int size = 1;
        for (int i = from; i < shape.length; i++) {
            size *= shape[i];
        }
        return size;
    }

    /** The part of this index, of parts of one size. */
    static double[] part(double[] values, int index, int size) {
        return Arrays.copyOfRange(values, index * size, (index + 1) * size);
    }

    static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double power(double[] signal) {
        return product(signal, signal);
    }

    static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }

    static double[] scaled(double[] signal, double factor) {
        double[] scaled = new double[signal.length];
        for (int i = 0; i < signal.length; i++) {
            scaled[i] = factor * signal[i];
        }
        return scaled;
    }

    /** Each stretch of so many samples less its mean. */
    static double[] centred(double[] signals, int time) {
        double[] centred = new double[signals.length];
        for (int from = 0; from < signals.length; from += time) {
            double sum = 0;
            for (int i = from; i < from + time; i++) {
                sum += signals[i];
            }
            double mean = sum / time;
            for (int i = from; i < from + time; i++) {
                centred[i] = signals[i] - mean;
            }
        }
        return centred;
    }

    static double decibels(double ratio) {
        return 10 * StrictMath.log10(ratio);
    }
}
