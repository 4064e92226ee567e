package io.evalstream.metrics.metric;

/**
 * A confidence interval of a value.
 *
 * @param level confidence level, such as 0.95
 * @param method how it was computed, such as {@code wilson}
 */
public record Interval(double lower, double upper, double level, String method) {}
