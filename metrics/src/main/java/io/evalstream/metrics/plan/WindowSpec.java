package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.PlanException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A kind of window, and the arithmetic of which windows a stretch of time belongs to. Windows are aligned to the epoch.
 * All methods take and give milliseconds; an end is exclusive.
 *
 * @param kind tumbling, sliding, cumulative or running
 * @param size length of a window; for a running one, the period in which it is reported
 * @param step by how much sliding windows advance and cumulative ones grow; null for the others
 * @param name name in reports, or null for one made of kind, size and step
 */
public record WindowSpec(
        Kind kind,
        Duration size,
        @Nullable Duration step,
        @Nullable String name) implements Serializable {

    /** Kinds of windows. */
    public enum Kind {
        /** Windows of one size, one after another. */
        TUMBLING,
        /** Windows of one size that begin every step and overlap. */
        SLIDING,
        /** Windows that grow by a step from a common start until they have the full size. */
        CUMULATIVE,
        /** One window since the start, reported every period. */
        RUNNING
    }

    public static WindowSpec tumbling(Duration size) {
        return new WindowSpec(Kind.TUMBLING, size, null, null);
    }

    public static WindowSpec sliding(Duration size, Duration slide) {
        return new WindowSpec(Kind.SLIDING, size, slide, null);
    }

    public static WindowSpec cumulative(Duration size, Duration step) {
        return new WindowSpec(Kind.CUMULATIVE, size, step, null);
    }

    public static WindowSpec running(Duration period) {
        return new WindowSpec(Kind.RUNNING, period, null, null);
    }

    /** Name in reports. */
    public String reportedName() {
        if (name != null) {
            return name;
        }
        String word = kind.name().toLowerCase(Locale.ROOT);
        return step == null ? word + "-" + text(size) : word + "-" + text(size) + "-" + text(step);
    }

    /** By how much two successive ends differ; a pane must divide it. */
    public long stride() {
        return step == null ? size.toMillis() : step.toMillis();
    }

    /** End of the first window that holds all of the pane beginning here. */
    public long firstEnd(long pane) {
        return Math.floorDiv(pane, stride()) * stride() + stride();
    }

    /** End of the last window that holds the pane beginning here; a running window has no end. */
    public long lastEnd(long pane) {
        return switch (kind) {
            case TUMBLING -> firstEnd(pane);
            case SLIDING -> Math.floorDiv(pane, stride()) * stride() + size.toMillis();
            case CUMULATIVE -> Math.floorDiv(pane, size.toMillis()) * size.toMillis() + size.toMillis();
            case RUNNING -> Long.MAX_VALUE;
        };
    }

    /** Start of the window with this end; a running window starts at the epoch. */
    public long start(long end) {
        return switch (kind) {
            case TUMBLING, SLIDING -> end - size.toMillis();
            case CUMULATIVE -> Math.floorDiv(end - 1, size.toMillis()) * size.toMillis();
            case RUNNING -> 0;
        };
    }

    /** Refuses sizes that make no sense. */
    void check(String plan) {
        requirePositive(plan, "size", size);
        boolean stepped = kind == Kind.SLIDING || kind == Kind.CUMULATIVE;
        String word = kind.name().toLowerCase(Locale.ROOT);
        if (!stepped) {
            if (step != null) {
                throw new PlanException("plan '" + plan + "': a " + word + " window takes no step, found " + text(step)
                        + "; leave it out, or make the window sliding or cumulative");
            }
            return;
        }
        if (step == null) {
            throw new PlanException("plan '" + plan + "': a " + word
                    + " window needs a step; say by how much it advances, such as step: 1m");
        }
        Duration advance = Objects.requireNonNull(step);
        requirePositive(plan, "step", advance);
        if (size.toMillis() % advance.toMillis() != 0) {
            throw new PlanException("plan '" + plan + "': window size " + text(size) + " is not a multiple of its step "
                    + text(advance) + "; use a size of "
                    + text(advance.multipliedBy(Math.max(1, size.toMillis() / advance.toMillis()))) + " or "
                    + text(advance.multipliedBy(size.toMillis() / advance.toMillis() + 1)));
        }
    }

    private void requirePositive(String plan, String what, Duration duration) {
        if (duration.toMillis() <= 0) {
            throw new PlanException("plan '" + plan + "': window " + what + " is " + text(duration)
                    + "; expected a positive duration such as 10m");
        }
    }

    /** A duration as plans write it: {@code 1h30m}. */
    public static String text(Duration duration) {
        return duration.isZero()
                ? "0s"
                : duration.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
    }
}
