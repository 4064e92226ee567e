package io.evalstream.metrics.clustering;

/** A mean of two entropies. */
enum Mean {
    MIN,
    GEOMETRIC,
    ARITHMETIC,
    MAX;

    double of(double left, double right) {
        return switch (this) {
            case MIN -> Math.min(left, right);
            case GEOMETRIC -> Math.sqrt(left) * Math.sqrt(right);
            case ARITHMETIC -> (left + right) / 2;
            case MAX -> Math.max(left, right);
        };
    }
}
