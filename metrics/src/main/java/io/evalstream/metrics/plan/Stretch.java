package io.evalstream.metrics.plan;

/**
 * A stretch of event time in milliseconds.
 *
 * @param start the first moment that belongs to it
 * @param end the first moment after it
 */
public record Stretch(long start, long end) {}
