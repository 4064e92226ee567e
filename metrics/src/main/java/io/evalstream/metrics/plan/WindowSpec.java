package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A kind of window, as a plan writes it. Windows of a fixed size are aligned to the epoch. */
public record WindowSpec(
        @Key("what kind of window") Kind kind,

        @Key(
                value = "length of a tumbling, sliding or full cumulative window; for a running one, the period in"
                        + " which it is reported",
                example = "10m")
        @Nullable
        Duration size,

        @Key(value = "by how much sliding windows advance and cumulative ones grow; not for the others", example = "1m")
        @Nullable
        Duration step,

        @Key(value = "what a calendar window is: a day, a week from Monday on, or a month", example = "day") @Nullable
        Unit unit,

        @Key(value = "time zone of a calendar window; UTC where left out", example = "Europe/Berlin") @Nullable
        String zone,

        @Key(value = "how long no prediction comes before a session window ends", example = "30m") @Nullable
        Duration gap,

        @Key(value = "how many predictions a count window holds, in the order of their event times", example = "1000")
        @Nullable
        Integer rows,

        @Key(value = "name in reports; made of the kind and its measures where left out", example = "every-ten-minutes")
        @Nullable
        String name)
        implements Serializable {

    /** The shortest pane that a calendar window may need; a zone that needs shorter ones has had odd clocks. */
    private static final long SHORTEST_PANE = Duration.ofMinutes(1).toMillis();

    /** Kinds of windows. */
    public enum Kind {
        /** Windows of one size, one after another. */
        TUMBLING,
        /** Windows of one size that begin every step and overlap. */
        SLIDING,
        /** Windows that grow by a step from a common start until they have the full size. */
        CUMULATIVE,
        /** Days, weeks or months of a time zone. */
        CALENDAR,
        /** From the first prediction after a pause to the last before one. */
        SESSION,
        /** So many predictions, in the order of event time; reported once none can come between them any more. */
        COUNT,
        /** One window since the start, reported every period. */
        RUNNING,
        /** One step of a training loop: the same batch on all ranks. */
        STEP,
        /** One epoch of a training loop, over all ranks. */
        EPOCH
    }

    /** Units of calendar windows. */
    public enum Unit {
        DAY,
        WEEK,
        MONTH
    }

    public static WindowSpec tumbling(Duration size) {
        return fixed(Kind.TUMBLING, size, null);
    }

    public static WindowSpec sliding(Duration size, Duration slide) {
        return fixed(Kind.SLIDING, size, slide);
    }

    public static WindowSpec cumulative(Duration size, Duration step) {
        return fixed(Kind.CUMULATIVE, size, step);
    }

    public static WindowSpec running(Duration period) {
        return fixed(Kind.RUNNING, period, null);
    }

    public static WindowSpec calendar(Unit unit, String zone) {
        return new WindowSpec(Kind.CALENDAR, null, null, unit, zone, null, null, null);
    }

    public static WindowSpec session(Duration gap) {
        return new WindowSpec(Kind.SESSION, null, null, null, null, gap, null, null);
    }

    public static WindowSpec count(int rows) {
        return new WindowSpec(Kind.COUNT, null, null, null, null, null, rows, null);
    }

    /** A window for each step of a training loop. */
    public static WindowSpec steps() {
        return fixed(Kind.STEP, null, null);
    }

    /** A window for each epoch of a training loop. */
    public static WindowSpec epochs() {
        return fixed(Kind.EPOCH, null, null);
    }

    private static WindowSpec fixed(Kind kind, @Nullable Duration size, @Nullable Duration step) {
        return new WindowSpec(kind, size, step, null, null, null, null, null);
    }

    /** Whether it is cut by what a training loop says of itself, rather than by time. */
    public boolean isOfTraining() {
        return kind == Kind.STEP || kind == Kind.EPOCH;
    }

    /** Name in reports. */
    public String reportedName() {
        if (name != null) {
            return name;
        }
        String word = kind.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case TUMBLING, RUNNING -> word + "-" + text(given(size));
            case SLIDING, CUMULATIVE -> word + "-" + text(given(size)) + "-" + text(given(step));
            case CALENDAR ->
                word + "-" + given(unit).name().toLowerCase(Locale.ROOT) + (zone == null ? "" : "-" + zone);
            case SESSION -> word + "-" + text(given(gap));
            case COUNT -> word + "-" + given(rows);
            case STEP, EPOCH -> word;
        };
    }

    /** The arithmetic of its windows; null where the data decides when a window ends. */
    public @Nullable WindowTimes times() {
        return switch (kind) {
            case TUMBLING ->
                new FixedWindows(given(size).toMillis(), given(size).toMillis(), false);
            case SLIDING -> new FixedWindows(given(size).toMillis(), given(step).toMillis(), false);
            case CUMULATIVE ->
                new FixedWindows(given(size).toMillis(), given(step).toMillis(), true);
            case CALENDAR -> new CalendarWindows(given(unit), zoneId());
            case SESSION, COUNT, RUNNING, STEP, EPOCH -> null;
        };
    }

    /** Milliseconds of which a pane must be a divisor; 0 where any pane will do. */
    long paneBound() {
        return switch (kind) {
            case TUMBLING, RUNNING -> given(size).toMillis();
            case SLIDING, CUMULATIVE -> given(step).toMillis();
            case CALENDAR -> CalendarWindows.pane(zoneId());
            case SESSION -> given(gap).toMillis();
            case COUNT, STEP, EPOCH -> 0;
        };
    }

    /** Milliseconds between two reports of a window that changes, where the plan does not say. */
    public long period() {
        return switch (kind) {
            case TUMBLING, RUNNING -> given(size).toMillis();
            case SLIDING, CUMULATIVE -> given(step).toMillis();
            case CALENDAR -> Duration.ofDays(1).toMillis();
            case SESSION -> given(gap).toMillis();
            case COUNT, STEP, EPOCH -> Long.MAX_VALUE;
        };
    }

    private ZoneId zoneId() {
        return ZoneId.of(zone == null ? "UTC" : zone);
    }

    /** What makes no sense about it, at a path within it that begins with a dot or is empty; null where all is well. */
    @Nullable
    Problem problem() {
        Problem stray = stray();
        if (stray != null) {
            return stray;
        }
        return switch (kind) {
            case TUMBLING, RUNNING -> positive("size", size);
            case SLIDING, CUMULATIVE -> stepProblem();
            case CALENDAR -> calendarProblem();
            case SESSION -> positive("gap", gap);
            case COUNT ->
                rows == null
                        ? missing("rows", "1000")
                        : rows > 0 ? null : new Problem(".rows", "is " + rows + "; expected at least 1");
            case STEP, EPOCH -> null;
        };
    }

    /** A key that this kind of window does not take. */
    private @Nullable Problem stray() {
        boolean sized = kind == Kind.TUMBLING || kind == Kind.RUNNING || isStepped();
        Problem found = stray("size", size, sized, "tumbling, sliding, cumulative or running");
        found = found == null ? stray("step", step, isStepped(), "sliding or cumulative") : found;
        found = found == null ? stray("unit", unit, kind == Kind.CALENDAR, "calendar") : found;
        found = found == null ? stray("zone", zone, kind == Kind.CALENDAR, "calendar") : found;
        found = found == null ? stray("gap", gap, kind == Kind.SESSION, "session") : found;
        return found == null ? stray("rows", rows, kind == Kind.COUNT, "count") : found;
    }

    private @Nullable Problem stray(String key, @Nullable Object value, boolean taken, String takers) {
        if (value != null && isOfTraining()) {
            return new Problem(
                    "." + key,
                    "a window of kind " + kind.name().toLowerCase(Locale.ROOT)
                            + " is as long as the training loop makes it; leave this out");
        }
        return value == null || taken
                ? null
                : new Problem(
                        "." + key,
                        "a " + kind.name().toLowerCase(Locale.ROOT) + " window takes no " + key + ", found "
                                + (value instanceof Duration duration ? text(duration) : value)
                                + "; leave it out, or make the window " + takers);
    }

    private boolean isStepped() {
        return kind == Kind.SLIDING || kind == Kind.CUMULATIVE;
    }

    private @Nullable Problem stepProblem() {
        if (size == null || size.toMillis() <= 0) {
            return positive("size", size);
        }
        if (step == null) {
            return new Problem(
                    "",
                    "a " + kind.name().toLowerCase(Locale.ROOT)
                            + " window needs a step; say by how much it advances, such as `step: 1m`");
        }
        if (step.toMillis() <= 0) {
            return positive("step", step);
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

    private @Nullable Problem calendarProblem() {
        if (unit == null) {
            return missing("unit", "day");
        }
        try {
            long pane = CalendarWindows.pane(zoneId());
            return pane >= SHORTEST_PANE
                    ? null
                    : new Problem(
                            ".zone",
                            "the clocks of '" + zone + "' have been " + text(Duration.ofMillis(pane))
                                    + " apart, and windows would need panes as short; use a zone of whole minutes");
        } catch (DateTimeException e) {
            return new Problem(
                    ".zone", "there is no time zone '" + zone + "'; expected one such as Europe/Berlin, UTC or +02:00");
        }
    }

    private Problem missing(String key, String example) {
        return new Problem(
                "",
                "a " + kind.name().toLowerCase(Locale.ROOT) + " window needs `" + key + "`, such as `" + key + ": "
                        + example + "`");
    }

    private @Nullable Problem positive(String key, @Nullable Duration found) {
        if (found == null) {
            return missing(key, "10m");
        }
        return found.toMillis() > 0
                ? null
                : new Problem("." + key, "is " + text(found) + "; expected a positive duration such as 10m");
    }

    private static <T> T given(@Nullable T value) {
        return Objects.requireNonNull(value, "a window that was not checked lacks a measure");
    }

    /** A duration as plans write it: {@code 1h30m}. */
    public static String text(Duration duration) {
        return duration.isZero()
                ? "0s"
                : duration.toString().substring(1).replace("T", "").toLowerCase(Locale.ROOT);
    }
}
