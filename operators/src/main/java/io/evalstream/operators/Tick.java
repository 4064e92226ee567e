package io.evalstream.operators;

import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.Window;
import io.evalstream.schemas.WindowKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An occasion on which a window is reported.
 *
 * @param window the window
 * @param time event time of the tick, in milliseconds
 * @param revision the tick's index
 * @param isLast whether nothing can change the window any more
 */
record Tick(Window window, long time, int revision, boolean isLast) {

    /**
     * A window as reports name it.
     *
     * @param number which window this is, where windows are numbered; else null
     */
    static Window window(WindowSpec spec, long start, long end, @Nullable Long number) {
        return new Window(
                spec.reportedName(),
                WindowKind.valueOf(spec.kind().name()),
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(end),
                number);
    }
}
