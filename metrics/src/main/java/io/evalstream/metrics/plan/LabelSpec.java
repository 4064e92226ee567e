package io.evalstream.metrics.plan;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How labels are waited for. */
public record LabelSpec(
        @Key(
                value = "how long after the prediction a label still counts, in event time; then its windows are"
                        + " final",
                fallback = "24h")
        Duration horizon,

        @Key(value = "how much longer the label stream may lag behind the prediction stream", fallback = "0s")
        Duration slack,

        @Key(value = "how long after its end a window is first reported", fallback = "0s")
        Duration delay,

        @Key(
                value = "how often at most a window that changed is reported again; the size of the window where"
                        + " left out",
                example = "10m")
        @Nullable
        Duration reviseEvery,

        @Key(
                value = "within what a prediction id names one prediction of each model: the topic of the labels,"
                        + " or the model, whose id the labels then carry",
                fallback = "topic")
        Scope scope,

        @Key(
                value = "whether a label that comes for a prediction that has one corrects it; off: it is ignored and"
                        + " counted, less is kept, and which of two labels counts depends on their order of arrival",
                fallback = "true")
        boolean corrections)
        implements Serializable {

    /** Labels count for a day. */
    public static final LabelSpec DEFAULT =
            new LabelSpec(Duration.ofHours(24), Duration.ZERO, Duration.ZERO, null, Scope.TOPIC, true);

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
