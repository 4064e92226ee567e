package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;

/**
 * How far two discrete distributions are apart. Probabilities are scaled to add up to one; logarithms of probabilities are
 * taken as they are.
 *
 * @param kind the divergence
 * @param logarithms whether the rows hold logarithms of probabilities
 */
record Divergence(Kind kind, boolean logarithms) implements RowTerm {

    /** The distribution of the data. */
    static final Input P = Input.numbers("p", Input.Side.LABEL);
    /** The distribution that a model says. */
    static final Input Q = Input.numbers("q", Input.Side.PREDICTION);

    private static final double LOG_2 = StrictMath.log(2);

    enum Kind {
        KULLBACK_LEIBLER,
        JENSEN_SHANNON
    }

    @Override
    public Requirement left() {
        return Requirement.of(P, domain());
    }

    @Override
    public Requirement right() {
        return Requirement.of(Q, domain());
    }

    @Override
    public double of(double[] left, int leftStart, double[] right, int rightStart, int length) {
        double leftTotal = logarithms ? 1 : total(left, leftStart, length);
        double rightTotal = logarithms ? 1 : total(right, rightStart, length);
        double sum = 0;
        for (int i = 0; i < length; i++) {
            double p = left[leftStart + i];
            double q = right[rightStart + i];
            if (logarithms) {
                sum += kind == Kind.KULLBACK_LEIBLER
                        ? fromLogarithms(p, q)
                        : (fromLogarithms(p, logMean(p, q)) + fromLogarithms(q, logMean(p, q))) / 2;
            } else {
                p /= leftTotal;
                q /= rightTotal;
                sum += kind == Kind.KULLBACK_LEIBLER
                        ? fromProbabilities(p, q)
                        : (fromProbabilities(p, (p + q) / 2) + fromProbabilities(q, (p + q) / 2)) / 2;
            }
        }
        return sum;
    }

    /** The logarithm of zero is allowed, NaN is not. */
    private Domain domain() {
        return new Domain.Above(logarithms ? Double.NEGATIVE_INFINITY : 0, true);
    }

    private static double total(double[] values, int start, int length) {
        double total = 0;
        for (int i = start; i < start + length; i++) {
            total += values[i];
        }
        return total;
    }

    private static double fromProbabilities(double p, double q) {
        return p == 0 ? 0 : p * StrictMath.log(p / q);
    }

    private static double fromLogarithms(double p, double q) {
        return p == Double.NEGATIVE_INFINITY ? 0 : StrictMath.exp(p) * (p - q);
    }

    /** log((e^p + e^q) / 2). */
    private static double logMean(double p, double q) {
        double larger = Math.max(p, q);
        if (larger == Double.NEGATIVE_INFINITY) {
            return larger;
        }
        return larger + StrictMath.log1p(StrictMath.exp(Math.min(p, q) - larger)) - LOG_2;
    }
}
