package io.evalstream.operators.intake;

import io.evalstream.operators.stream.Incoming;
import org.jspecify.annotations.Nullable;

/** What came from the topic of plans. */
public sealed interface Published {

    /**
     * A plan that is right by itself, or the end of one.
     *
     * @param plan its name
     * @param text the plan as it is written down; null where it ends
     * @param source the record of Kafka that it was in
     */
    record Plan(String plan, @Nullable String text, SourceRecord source) implements Published {}

    /** A record that is no plan. */
    record Unreadable(Incoming.Rejected rejected) implements Published {}
}
