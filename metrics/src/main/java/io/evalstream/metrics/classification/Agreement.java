package io.evalstream.metrics.classification;

import io.evalstream.metrics.state.Dyadic;
import java.util.List;

/** Readings of how far predictions and targets agree beyond chance. They take the outcomes of every class. */
final class Agreement {

    static final Description KAPPA = new Description(
            "cohen_kappa",
            "CohenKappa",
            "cohen_kappa_score",
            true,
            "How much more predictions and targets agree than by chance.",
            "1 - sum(w n) / sum(w expected), expected from the margins (Cohen 1960, 1968)",
            "where chance alone explains everything: one class only on both sides");

    static final Description MATTHEWS = new Description(
            "matthews_corrcoef",
            "MatthewsCorrCoef",
            "matthews_corrcoef",
            true,
            "The correlation of predictions and targets.",
            "(c s - sum(p t)) / sqrt((s^2 - sum p^2) (s^2 - sum t^2)) (Gorodkin 2004)",
            "never: with an empty margin it is the limit that TorchMetrics takes");

    /** The float32 epsilon that the limit values of {@link #matthews} are built with. */
    private static final double EPSILON = 0x1p-23;

    private Agreement() {}

    /** Kappa without weights; NaN where chance explains everything. */
    static double kappa(List<Outcome> classes) {
        Dyadic total = Dyadic.of(total(classes));
        Dyadic hits = Dyadic.of(hits(classes));
        Dyadic chance = products(classes);
        Dyadic disagreeing = total.squared().minus(chance);
        return disagreeing.signum() == 0
                ? Double.NaN
                : hits.times(total).minus(chance).dividedBy(disagreeing);
    }

    /**
     * Matthews' coefficient.
     *
     * @param unit the weight that a count of one stands for, on which the limits for empty margins depend
     */
    static double matthews(List<Outcome> classes, double unit) {
        long hits = hits(classes);
        long total = total(classes);
        if (classes.size() == 2 && (hits == total || hits == 0)) {
            return hits == 0 ? -1 : 1;
        }
        Dyadic square = Dyadic.of(total).squared();
        Dyadic ofPredicted = square;
        Dyadic ofActual = square;
        for (Outcome of : classes) {
            ofPredicted = ofPredicted.minus(Dyadic.of(of.predicted()).squared());
            ofActual = ofActual.minus(Dyadic.of(of.actual()).squared());
        }
        if (ofPredicted.signum() == 0 || ofActual.signum() == 0) {
            return classes.size() == 2 ? limit(classes.get(1), unit) : 0;
        }
        return Dyadic.of(hits).times(total).minus(products(classes)).doubleValue()
                / Math.sqrt(ofPredicted.times(ofActual).doubleValue());
    }

    /** What TorchMetrics takes for two classes where one is never predicted or never true, some predictions being wrong. */
    private static double limit(Outcome of, double unit) {
        double tp = of.tp() * unit;
        double fp = of.fp() * unit;
        double tn = of.tn() * unit;
        double fn = of.fn() * unit;
        double numerator;
        if (fn == 0 && tn == 0) {
            numerator = Math.sqrt(EPSILON) * (tp - fp);
        } else if (fp == 0 && tn == 0) {
            numerator = Math.sqrt(EPSILON) * (tp - fn);
        } else if (tp == 0 && fn == 0) {
            numerator = Math.sqrt(EPSILON) * (tn - fp);
        } else {
            // A margin is empty, so two of its cells are; the three pairs above leave this one.
            numerator = Math.sqrt(EPSILON) * (tn - fn);
        }
        return numerator
                / Math.sqrt((tp + fp + EPSILON) * (tp + fn + EPSILON) * (tn + fp + EPSILON) * (tn + fn + EPSILON));
    }

    private static long total(List<Outcome> classes) {
        return classes.get(0).total();
    }

    private static long hits(List<Outcome> classes) {
        return classes.stream().mapToLong(Outcome::tp).sum();
    }

    /** Sum over classes of how often it was predicted times how often it is true. */
    private static Dyadic products(List<Outcome> classes) {
        Dyadic sum = Dyadic.ZERO;
        for (Outcome of : classes) {
            sum = sum.plus(Dyadic.of(of.predicted()).times(of.actual()));
        }
        return sum;
    }
}
