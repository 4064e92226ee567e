package io.evalstream.metrics.metric;

/** What the numbers in {@code preds} are. Declared, never guessed from the numbers of a batch. */
public enum InputKind {
    /** Probabilities in [0, 1]; for several classes, one score each. */
    PROBABILITY,
    /** Unbounded scores, which a sigmoid or softmax turns into probabilities. */
    LOGIT,
    /** Class indices. */
    LABEL,
    /** Plain numbers. */
    VALUE
}
