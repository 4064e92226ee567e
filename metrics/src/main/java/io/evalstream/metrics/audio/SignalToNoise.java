package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;

/** Power of the true signal by that of what the estimate adds to it. */
record SignalToNoise(boolean zeroMean) implements SignalMeasure {

    @Override
    public int dimensions() {
        return 1;
    }

    @Override
    public String expected() {
        return "[…, time]";
    }

    @Override
    public double of(double[] preds, double[] target, int time, DataType type) {
        double[] signal = zeroMean ? Signals.centred(target, time) : target;
        double[] estimate = zeroMean ? Signals.centred(preds, time) : preds;
        double noise = Signals.power(Signals.difference(signal, estimate));
        return Signals.decibels((Signals.power(signal) + type.epsilon()) / (noise + type.epsilon()));
    }
}
