package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Span;
import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A kind of window, and the arithmetic of which windows a stretch of time belongs to. Windows are aligned to the epoch.
 * All methods take and give milliseconds; an end is exclusive.
 */
public record WindowSpec(
        @Key("what kind of window") Kind kind,

        @Key(value = "length of a window; for a running one, the period in which it is reported", example = "10m")
        Duration size,

        @Key(value = "by how much sliding windows advance and cumulative ones grow; not for the others", example = "1m")
        @Nullable
        Duration step,

        @Key(value = "name in reports; made of kind, size and step where left out", example = "every-ten-minutes")
        @Nullable
        String name)
        implements Serializable {

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

    /**
     * The rows that a span means for the window with this end.
     *
     * @return null where there is no such stretch: before a running window there is none
     */
    public @Nullable Stretch stretch(long end, Span span) {
        if (span.equals(Span.window())) {
            return new Stretch(start(end), end);
        } else if (kind == Kind.RUNNING) {
            return null;
        } else if (span instanceof Span.Trailing trailing) {
            return new Stretch(start(end) - (trailing.windows() - 1) * size.toMillis(), end);
        }
        return new Stretch(start(end) - shift(span), end - shift(span));
    }

    /** Milliseconds from the rows of a span to the last window that reads them through it, beyond their own window. */
    public long shift(Span span) {
        if (span instanceof Span.Trailing trailing) {
            return (trailing.windows() - 1) * size.toMillis();
        } else if (span instanceof Span.Previous previous) {
            return previous.windows() * size.toMillis();
        } else if (span instanceof Span.Earlier earlier) {
            return earlier.by().toMillis();
        }
        throw new IllegalArgumentException("no window reads " + span);
    }

    /** What makes no sense about it, at a path within it that begins with a dot or is empty; null where all is well. */
    @Nullable
    Problem problem() {
        String word = kind.name().toLowerCase(Locale.ROOT);
        boolean stepped = kind == Kind.SLIDING || kind == Kind.CUMULATIVE;
        if (size.toMillis() <= 0) {
            return notPositive("size", size);
        }
        if (!stepped) {
            return step == null
                    ? null
                    : new Problem(
                            ".step",
                            "a " + word + " window takes no step, found " + text(step)
                                    + "; leave it out, or make the window sliding or cumulative");
        }
        if (step == null) {
            return new Problem(
                    "", "a " + word + " window needs a step; say by how much it advances, such as `step: 1m`");
        }
        if (step.toMillis() <= 0) {
            return notPositive("step", step);
        }
        long steps = size.toMillis() / step.toMillis();
        return size.toMillis() % step.toMillis() == 0
                ? null
                : new Problem(
                        ".size",
                        "window size " + text(size) + " is not a multiple of its step " + text(step)
                                + "; use a size of " + text(step.multipliedBy(Math.max(1, steps))) + " or "
                                + text(step.multipliedBy(steps + 1)));
    }

    private static Problem notPositive(String key, Duration found) {
        return new Problem("." + key, "is " + text(found) + "; expected a positive duration such as 10m");
    }

    /** A duration as plans write it: {@code 1h30m}. */
    public static String text(Duration duration) {
        return duration.isZero()
                ? "0s"
                : duration.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
    }
}
