package io.evalstream.operators.stream;

import org.jspecify.annotations.Nullable;

/**
 * From an event time on, predictions belong to a version of a plan, or to none any more.
 *
 * @param plan name of the plan
 * @param version the version that begins, or that ends
 * @param from milliseconds of event time; {@link Long#MIN_VALUE} for a version that was there from the beginning
 * @param text the version as it is written down; null where it ends
 */
public record PlanChange(
        String plan, int version, long from, @Nullable String text) implements Joined {}
