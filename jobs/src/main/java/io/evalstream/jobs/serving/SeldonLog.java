package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Records that Seldon Core 1 writes to Kafka itself: what is said about the event is in headers without a prefix ({@code
 * type}, {@code modelid}, {@code requestid}, ...), the value is the payload, and nothing says when it happened.
 */
final class SeldonLog {
    private SeldonLog() {}

    static LoggedEvent open(LoggedRecord record, Set<LoggedEvent.Kind> wanted) throws DecodeException {
        String type = record.headers().getOrDefault("type", "");
        if (type.isEmpty()) {
            throw new DecodeException(
                    Reason.MISSING_FIELD,
                    "the record has no header 'type'; expected the headers that Seldon's logger writes, so choose another"
                            + " format if something else writes this topic (cloudevents, if there are headers that"
                            + " begin with ce_)");
        }
        LoggedEvent.Kind kind = EventTypes.kind(type);
        Map<String, String> attributes = new TreeMap<>(record.headers());
        JsonNode body = MissingNode.getInstance();
        if (wanted.contains(kind)) {
            body = EventTypes.content(kind, Json.parse(record.value(), "the payload"), attributes);
        }
        return new LoggedEvent(kind, attributes, MissingNode.getInstance(), body);
    }
}
