package io.evalstream.operators;

import io.evalstream.metrics.metric.Span;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A window.
 *
 * @param tick its last tick
 * @param position where it stands among those of its kind
 * @param size milliseconds from it to the one before, where it looks back; else 0
 * @param came all predictions that fell into it, whether they won or not
 * @param examples those that count
 */
record NaiveWindow(
        Window named,
        long tick,
        long revision,
        long position,
        long size,
        List<Incoming.Prediction> came,
        List<NaiveExample> examples) {

    /** From when to when the rows of a span were made; null for those of the window itself, or none. */
    long @Nullable [] made(Span span) {
        long start = named.getStart().toEpochMilli();
        long end = named.getEnd().toEpochMilli();
        if (size == 0) {
            return null;
        } else if (span instanceof Span.Trailing trailing) {
            return new long[] {start - size * (trailing.windows() - 1), end};
        }
        long back = span instanceof Span.Earlier earlier
                ? earlier.by().toMillis()
                : size * ((Span.Previous) span).windows();
        return new long[] {start - back, end - back};
    }
}
