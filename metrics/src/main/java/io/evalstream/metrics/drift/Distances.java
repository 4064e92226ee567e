package io.evalstream.metrics.drift;

import io.evalstream.metrics.metric.Value;

/** Distances of two distributions, with natural logarithms. */
final class Distances {

    private Distances() {}

    /** The term of a bin. */
    private interface Term {
        double of(double now, double reference);
    }

    /** Population stability index: Σ (p − q) ln(p / q). */
    static Value stability(Comparison pair, double smoothing) {
        return sum(pair, smoothing, (p, q) -> p == q ? 0 : (p - q) * StrictMath.log(p / q));
    }

    /** Kullback and Leibler's divergence of now from the reference: Σ p ln(p / q). */
    static Value kullbackLeibler(Comparison pair, double smoothing) {
        return sum(pair, smoothing, (p, q) -> p == 0 ? 0 : p * StrictMath.log(p / q));
    }

    /** Jensen and Shannon's divergence: the mean divergence of both from their mixture. */
    static Value jensenShannon(Comparison pair) {
        return sum(pair, 0, (p, q) -> (half(p, q) + half(q, p)) / 2);
    }

    /** Hellinger's distance: √(½ Σ (√p − √q)²). */
    static Value hellinger(Comparison pair) {
        return sum(pair, 0, (p, q) -> {
                    double difference = Math.sqrt(p) - Math.sqrt(q);
                    return difference * difference;
                })
                .map(sum -> Math.sqrt(sum / 2));
    }

    /** Kolmogorov and Smirnov's distance: the largest difference of the shares up to a value. */
    static Value kolmogorovSmirnov(Tally now, Tally reference) {
        long total = now.present();
        long referenceTotal = reference.present();
        if (total == 0 || referenceTotal == 0) {
            return noValues(total == 0);
        }
        long below = 0;
        long referenceBelow = 0;
        double largest = 0;
        for (long bin : Comparison.bins(now, reference)) {
            below += now.of(bin);
            referenceBelow += reference.of(bin);
            double difference = (double) below / total - (double) referenceBelow / referenceTotal;
            largest = Math.max(largest, Math.abs(difference));
        }
        return Value.scalar(largest);
    }

    /** Wasserstein's distance: the area between the shares up to a value, with each value at its bucket's middle. */
    static Value wasserstein(Tally now, Tally reference, Bins.Buckets buckets) {
        long total = now.present();
        long referenceTotal = reference.present();
        if (total == 0 || referenceTotal == 0) {
            return noValues(total == 0);
        }
        long below = 0;
        long referenceBelow = 0;
        double area = 0;
        double last = Double.NaN;
        for (long bin : Comparison.bins(now, reference)) {
            double middle = buckets.scale().middle(bin);
            if (Double.isInfinite(middle)) {
                return Value.undefined(Value.Code.NON_FINITE, "a value is of a magnitude of 2^64 or more");
            }
            if (!Double.isNaN(last)) {
                double difference = (double) below / total - (double) referenceBelow / referenceTotal;
                area += Math.abs(difference) * (middle - last);
            }
            below += now.of(bin);
            referenceBelow += reference.of(bin);
            last = middle;
        }
        return Value.scalar(area);
    }

    private static double half(double p, double q) {
        return p == 0 ? 0 : p * StrictMath.log(p / ((p + q) / 2));
    }

    private static Value sum(Comparison pair, double smoothing, Term term) {
        double total = pair.total() + smoothing * pair.bins();
        double referenceTotal = pair.referenceTotal() + smoothing * pair.bins();
        double sum = 0;
        for (int bin = 0; bin < pair.bins(); bin++) {
            sum += term.of((pair.now()[bin] + smoothing) / total, (pair.reference()[bin] + smoothing) / referenceTotal);
        }
        // Rounding leaves next to nothing, but never less than nothing.
        return Value.scalar(Math.max(0, sum));
    }

    static Value noValues(boolean now) {
        return Value.undefined(
                Value.Code.TOO_FEW,
                "no prediction of " + (now ? "the window" : "the reference") + " has a value that is watched");
    }
}
