package io.evalstream.jobs.publish;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When an event is due: as long after the first one as it was in event time, divided by the speed-up. */
final class Pace {
    private final double speedUp;
    private @Nullable Instant first;
    private long startedAt;

    Pace(double speedUp) {
        this.speedUp = speedUp;
    }

    /** How long to wait for an event; nothing if it is due, or overdue. */
    Duration until(Instant event, long nowNanos) {
        if (first == null) {
            first = event;
            startedAt = nowNanos;
        }
        double dueAfterNanos = Duration.between(first, event).toMillis() * 1e6 / speedUp;
        long wait = (long) dueAfterNanos - (nowNanos - startedAt);
        return wait > 0 ? Duration.ofNanos(wait) : Duration.ZERO;
    }
}
