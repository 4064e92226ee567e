package io.evalstream.metrics.ranking;

/** How targets relate to scores. */
enum Task {
    /** One score an element; its target is 0 or 1. */
    BINARY,
    /** A score for each class; the target is the index of one class. Each class has its curve against the rest. */
    MULTICLASS,
    /** A score and a target of 0 or 1 for each label. Each label has its curve. */
    MULTILABEL
}
