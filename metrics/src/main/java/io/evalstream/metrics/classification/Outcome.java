package io.evalstream.metrics.classification;

/** How often a class was rightly and wrongly predicted, and rightly and wrongly not predicted. */
record Outcome(long tp, long fp, long tn, long fn) {

    /** The elements in which this class is the true one. */
    long actual() {
        return tp + fn;
    }

    /** The elements in which this class is the predicted one. */
    long predicted() {
        return tp + fp;
    }

    long total() {
        return tp + fp + tn + fn;
    }

    Outcome plus(Outcome other) {
        return new Outcome(tp + other.tp, fp + other.fp, tn + other.tn, fn + other.fn);
    }

    /** The same elements seen from the other of two classes. */
    Outcome complement() {
        return new Outcome(tn, fn, tp, fp);
    }
}
