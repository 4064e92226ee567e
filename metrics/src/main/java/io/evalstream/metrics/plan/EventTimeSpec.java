package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Duration;

/** How far event times may be off, behind one another and ahead of the clock of who wrote them to Kafka. */
public record EventTimeSpec(
        @Key(
                value = "by how much the event times of one partition may be out of order; what is later still"
                        + " counts, in a revision",
                fallback = "1m")
        Duration maxOutOfOrderness,

        @Key(
                value = "how far the event time of a record may lie after the timestamp Kafka has for it; one"
                        + " further ahead is a dead letter",
                fallback = "5m")
        Duration maxAhead)
        implements Serializable {

    /** A minute of disorder; five minutes ahead. */
    public static final EventTimeSpec DEFAULT = new EventTimeSpec(Duration.ofMinutes(1), Duration.ofMinutes(5));
}
