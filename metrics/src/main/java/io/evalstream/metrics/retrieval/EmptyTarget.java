package io.evalstream.metrics.retrieval;

/** What becomes of a query without relevant documents (for fall-out: without irrelevant ones). */
enum EmptyTarget {
    /** The whole value is undefined. */
    ERROR,
    /** It does not count. */
    SKIP,
    /** It counts as 0. */
    NEG,
    /** It counts as 1. */
    POS
}
