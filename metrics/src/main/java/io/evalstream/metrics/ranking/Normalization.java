package io.evalstream.metrics.ranking;

/** What turns the numbers in {@code preds} into scores. */
enum Normalization {
    /** They are scores in [0, 1]. */
    NONE,
    /** They are logits, each of its own. */
    SIGMOID,
    /** They are logits of classes that exclude one another. */
    SOFTMAX,
    /** They are scores on a scale of their own, taken as they are. */
    RAW
}
