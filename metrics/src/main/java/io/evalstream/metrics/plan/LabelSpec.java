package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How labels are waited for.
 *
 * @param horizon how long after the prediction a label still counts, in event time
 * @param slack how much longer the label stream may lag behind the prediction stream
 * @param delay how long after its end a window is first reported
 * @param reviseEvery how often at most a window that changed is reported again; null for the size of its window
 * @param scope what makes prediction ids unique
 */
public record LabelSpec(
        Duration horizon,
        Duration slack,
        Duration delay,
        @Nullable Duration reviseEvery,
        Scope scope) implements Serializable {

    /** Labels count for a day. */
    public static final LabelSpec DEFAULT =
            new LabelSpec(Duration.ofHours(24), Duration.ZERO, Duration.ZERO, null, Scope.TOPIC);

    /** Within what a prediction id names one prediction of each model. */
    public enum Scope {
        /** The topic the labels come from: one label serves every model and version that predicted under its id. */
        TOPIC,
        /** The model: labels carry the model's id. */
        MODEL
    }

    /** How long the label policy keeps a row open, in milliseconds of event time after the row's own. */
    public long retention() {
        return horizon.toMillis() + slack.toMillis();
    }
}
