package io.evalstream.metrics.state;

/** How two remembered values become one. Each is associative and commutative and has an identity; the set is closed. */
public enum Merge {
    SUM,
    MIN,
    MAX
}
