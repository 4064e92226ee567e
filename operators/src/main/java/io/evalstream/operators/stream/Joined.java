package io.evalstream.operators.stream;

/** What the join passes on to the fold: what it learned of predictions and, before those that need it, of plans. */
public sealed interface Joined permits Observation, PlanChange {}
