package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * What one record of a log tells, whatever platform wrote it.
 *
 * @param attributes what is said about the event, by names in lower case
 * @param time when it happened, as text or milliseconds; missing or null where the event does not say
 * @param body its content, for a truth that of the truth alone; missing where the event is of a kind that nobody wants, so
 *     that what is wrong with it is told once, by whoever wants it
 */
record LoggedEvent(Kind kind, Map<String, String> attributes, JsonNode time, JsonNode body) {

    /** What an event is about. */
    enum Kind {
        /** What a model was asked. */
        REQUEST,
        /** What a model answered. */
        RESPONSE,
        /** What turned out to be true. */
        TRUTH,
        /** A prediction of our own schema. */
        PREDICTION,
        /** A label of our own schema. */
        LABEL
    }
}
