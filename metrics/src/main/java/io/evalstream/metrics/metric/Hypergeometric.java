package io.evalstream.metrics.metric;

import java.util.function.LongToDoubleFunction;

/**
 * How many marked members there are among some that are drawn at random from a population, none of them twice.
 *
 * @param population number of members
 * @param marked how many of them are marked
 * @param drawn how many are drawn
 */
public record Hypergeometric(long population, long marked, long drawn) {

    /** Weights below this share of the largest change no digit of the expectation. */
    private static final double NEGLIGIBLE = 1e-20;

    /**
     * The expectation of a function of the number of marked members drawn. Weights follow from their neighbours, outwards
     * from the likeliest number, so none over- or underflows.
     */
    public double expectation(LongToDoubleFunction value) {
        long least = Math.max(0, drawn - (population - marked));
        long most = Math.min(marked, drawn);
        long likeliest = (long) ((drawn + 1.0) * (marked + 1.0) / (population + 2.0));
        likeliest = Math.max(least, Math.min(most, likeliest));
        double weights = 1;
        double sum = value.applyAsDouble(likeliest);
        double weight = 1;
        for (long x = likeliest; x < most && weight > NEGLIGIBLE; x++) {
            weight *= odds(x);
            weights += weight;
            sum += weight * value.applyAsDouble(x + 1);
        }
        weight = 1;
        for (long x = likeliest; x > least && weight > NEGLIGIBLE; x--) {
            weight /= odds(x - 1);
            weights += weight;
            sum += weight * value.applyAsDouble(x - 1);
        }
        return sum / weights;
    }

    /** How much likelier one more than {@code x} is than {@code x}. */
    private double odds(long x) {
        return (double) (marked - x) * (drawn - x) / ((x + 1.0) * (population - marked - drawn + x + 1.0));
    }
}
