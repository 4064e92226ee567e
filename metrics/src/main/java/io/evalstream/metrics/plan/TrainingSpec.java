package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Duration;

/** How steps and epochs of training are waited for. Both times are those of the clock, not of events. */
public record TrainingSpec(
        @Key(
                value = "how long an epoch of which nothing comes any more is waited for; then it is reported as"
                        + " incomplete, with what is missing",
                fallback = "30m")
        Duration timeout,

        @Key(
                value = "how long a run from which nothing comes is remembered, so that what it sends again is known;"
                        + " longer than the timeout",
                fallback = "7d")
        Duration keep)
        implements Serializable {

    /** Half an hour for an epoch, a week for a run. */
    public static final TrainingSpec DEFAULT = new TrainingSpec(Duration.ofMinutes(30), Duration.ofDays(7));
}
