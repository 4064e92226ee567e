package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Span;

/**
 * Which windows a stretch of time belongs to, for windows whose ends the calendar gives and not the data. All methods
 * take and give milliseconds; an end is exclusive.
 */
public sealed interface WindowTimes permits FixedWindows, CalendarWindows {

    /** End of the first window that holds all of the pane beginning here. */
    long firstEnd(long pane);

    /** End of the last window that holds the pane beginning here. */
    long lastEnd(long pane);

    /** End of the window after the one with this end. */
    long nextEnd(long end);

    /** Start of the window with this end. */
    long start(long end);

    /** The window so many windows before the one with this end, as long as it and none overlapping it. */
    Stretch earlier(long end, int windows);

    /** End of the window that has the one with this end so many windows before it. */
    long later(long end, int windows);

    /** The rows that a span means for the window with this end. */
    default Stretch stretch(long end, Span span) {
        if (span instanceof Span.Trailing trailing) {
            return new Stretch(earlier(end, trailing.windows() - 1).start(), end);
        } else if (span instanceof Span.Previous previous) {
            return earlier(end, previous.windows());
        } else if (span instanceof Span.Earlier earlier) {
            long by = earlier.by().toMillis();
            return new Stretch(start(end) - by, end - by);
        }
        throw new IllegalArgumentException("no window reads " + span);
    }

    /** End of the first window that reads the pane beginning here through a span. */
    default long firstReader(long pane, Span span) {
        if (span instanceof Span.Previous previous) {
            return later(firstEnd(pane), previous.windows());
        }
        return firstEnd(
                pane + (span instanceof Span.Earlier earlier ? earlier.by().toMillis() : 0));
    }

    /** End of the last window that reads the pane beginning here through a span. */
    default long lastReader(long pane, Span span) {
        if (span instanceof Span.Trailing trailing) {
            return later(lastEnd(pane), trailing.windows() - 1);
        } else if (span instanceof Span.Previous previous) {
            return later(lastEnd(pane), previous.windows());
        }
        return lastEnd(
                pane + (span instanceof Span.Earlier earlier ? earlier.by().toMillis() : 0));
    }
}
