package io.evalstream.metrics.retrieval;

import java.util.function.LongToDoubleFunction;

/**
 * So many documents drawn at random from tied ones: what a rank that cuts through a tie leaves open.
 *
 * @param documents how many are tied
 * @param relevant how many of them are relevant
 * @param drawn how many are drawn
 */
record Draw(long documents, long relevant, long drawn) {

    /** Weights below this share of the largest change no digit of the expectation. */
    private static final double NEGLIGIBLE = 1e-20;

    /**
     * The expectation of a function of how many relevant documents are drawn, which is hypergeometric. Weights follow from
     * their neighbours, outwards from the most likely number, so none over- or underflows.
     */
    double expectation(LongToDoubleFunction value) {
        long least = Math.max(0, drawn - (documents - relevant));
        long most = Math.min(relevant, drawn);
        long likeliest = (long) ((drawn + 1.0) * (relevant + 1.0) / (documents + 2.0));
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

    /** How much likelier one more than {@code x} relevant documents are than {@code x}. */
    private double odds(long x) {
        return (double) (relevant - x) * (drawn - x) / ((x + 1.0) * (documents - relevant - drawn + x + 1.0));
    }
}
