package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;

/**
 * As {@link SignalToNoise}, after the true signal was scaled to come nearest to the estimate.
 *
 * @param complex whether a signal is a spectrogram [frequency, time, 2] of real and imaginary parts, taken as one vector
 */
record ScaleInvariant(boolean zeroMean, boolean complex) implements SignalMeasure {

    private static final int SPECTROGRAM = 3;

    @Override
    public int dimensions() {
        return complex ? SPECTROGRAM : 1;
    }

    @Override
    public boolean takes(int[] shape) {
        return shape.length >= dimensions() && (!complex || shape[shape.length - 1] == 2);
    }

    @Override
    public String expected() {
        return complex ? "[…, frequency, time, 2]" : "[…, time]";
    }

    @Override
    public double of(double[] preds, double[] target, int time, DataType type) {
        double epsilon = type.epsilon();
        double[] signal = zeroMean ? Signals.centred(target, target.length) : target;
        double[] estimate = zeroMean ? Signals.centred(preds, preds.length) : preds;
        double scale = (Signals.product(estimate, signal) + epsilon) / (Signals.power(signal) + epsilon);
        double[] scaled = Signals.scaled(signal, scale);
        double noise = Signals.power(Signals.difference(scaled, estimate));
        return Signals.decibels((Signals.power(scaled) + epsilon) / (noise + epsilon));
    }
}
