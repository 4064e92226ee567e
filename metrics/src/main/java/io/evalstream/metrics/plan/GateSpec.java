package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the values of a window must rest on to be published; until then they are undefined, with the reason. */
public record GateSpec(
        @Key(value = "how many labelled predictions a window needs at least", fallback = "1")
        int minExamples,

        @Key(value = "which share of a window's predictions must be labelled, from 0 to 1", fallback = "0.0")
        double minLabelCoverage,

        @Key(
                value = "how long after a window's end its share of labels is waited for; then what there is counts."
                        + " Where left out, a window that never gets there has no values",
                example = "6h")
        @Nullable
        Duration timeout)
        implements Serializable {

    /** Any labelled prediction will do. */
    public static final GateSpec OPEN = new GateSpec(1, 0, null);
}
