package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.util.Map;
import java.util.TreeMap;

/** The types of events that inference loggers send, and what their payloads are. */
final class EventTypes {
    private static final Map<String, LoggedEvent.Kind> KINDS = new TreeMap<>(Map.of(
            "org.kubeflow.serving.inference.request", LoggedEvent.Kind.REQUEST,
            "org.kubeflow.serving.inference.response", LoggedEvent.Kind.RESPONSE,
            "io.seldon.serving.inference.request", LoggedEvent.Kind.REQUEST,
            "io.seldon.serving.inference.response", LoggedEvent.Kind.RESPONSE,
            "io.seldon.serving.feedback", LoggedEvent.Kind.TRUTH,
            "io.evalstream.prediction", LoggedEvent.Kind.PREDICTION,
            "io.evalstream.label", LoggedEvent.Kind.LABEL));

    private EventTypes() {}

    static LoggedEvent.Kind kind(String type) throws DecodeException {
        LoggedEvent.Kind kind = KINDS.get(type);
        if (kind == null) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the event's type is '" + type + "'; expected one of " + String.join(", ", KINDS.keySet())
                            + "; keep other events off this topic");
        }
        return kind;
    }

    /**
     * What is of interest in a payload: of feedback the truth. The id of the request that feedback is about is in the
     * answer it repeats; the id in the attributes may be that of the feedback's own request.
     */
    static JsonNode content(LoggedEvent.Kind kind, JsonNode body, Map<String, String> attributes)
            throws DecodeException {
        if (kind != LoggedEvent.Kind.TRUTH) {
            return body;
        }
        String answered = body.path("response").path("meta").path("puid").asText("");
        if (!answered.isEmpty()) {
            attributes.put("requestid", answered);
        }
        if (!body.path("truth").isObject()) {
            throw new DecodeException(
                    Reason.MISSING_FIELD,
                    "the feedback has no truth; a reward alone says nothing about what was right, so send truth with it");
        }
        return body.path("truth");
    }
}
