package io.evalstream.jobs.serving;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Which topics carry logs of a serving platform instead of records of our own.
 *
 * @param predictions how predictions are read from their topic; null where it has our own records
 * @param labels the same of labels
 */
public record ServingLogs(
        @Nullable ServingLog predictions, @Nullable ServingLog labels) implements Serializable {

    /** Records of our own on both topics. */
    public static final ServingLogs NONE = new ServingLogs(null, null);
}
