package io.evalstream.metrics.audio;

import io.evalstream.metrics.batch.DataType;

/** Power of the true signals of all speakers together by that of the errors of all. */
record SourceAggregated(boolean scaleInvariant, boolean zeroMean) implements SignalMeasure {

    @Override
    public int dimensions() {
        return 2;
    }

    @Override
    public String expected() {
        return "[…, speakers, time]";
    }

    @Override
    public double of(double[] preds, double[] target, int time, DataType type) {
        double epsilon = type.epsilon();
        double[] signals = zeroMean ? Signals.centred(target, time) : target;
        double[] estimates = zeroMean ? Signals.centred(preds, time) : preds;
        if (scaleInvariant) {
            double scale = (Signals.product(estimates, signals) + epsilon) / (Signals.power(signals) + epsilon);
            signals = Signals.scaled(signals, scale);
        }
        double distortion = Signals.power(Signals.difference(signals, estimates));
        return Signals.decibels((Signals.power(signals) + epsilon) / (distortion + epsilon));
    }
}
