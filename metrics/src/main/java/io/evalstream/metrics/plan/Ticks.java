package io.evalstream.metrics.plan;

/**
 * When a window is reported, in event time: first a delay after its end, then every so often while labels may still
 * change it, and last when none can any more. A report's revision is the index of its tick, so that it does not depend on
 * how often the window happened to change.
 *
 * @param delay milliseconds from the window's end to its first report
 * @param every milliseconds between two reports
 * @param retention milliseconds from the window's end until no label counts any more
 */
public record Ticks(long delay, long every, long retention) {

    public long first(long end) {
        return end + delay;
    }

    /** The last tick, at which the window is final. */
    public long last(long end) {
        return end + Math.max(delay, retention);
    }

    /** The first tick after the watermark; the last tick where there is none. */
    public long next(long end, long watermark) {
        long first = first(end);
        if (watermark < first) {
            return first;
        }
        return Math.min(last(end), first + (Math.floorDiv(watermark - first, every) + 1) * every);
    }

    /**
     * Index of a tick; that of the last one is the same whichever ticks went before. Indices past the range of an int,
     * which only millisecond ticks over months reach, are all its largest number.
     */
    public int revision(long end, long tick) {
        return index(tick - first(end), every);
    }

    /** How many periods of this length a stretch of time takes, rounded up; at most the largest int. */
    public static int index(long time, long period) {
        return (int) Math.min(Integer.MAX_VALUE, -Math.floorDiv(-time, period));
    }
}
