package io.evalstream.jobs.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * CloudEvents 1.0 on Kafka: in binary mode the attributes are headers that begin with {@code ce_} and the value is the
 * payload; in structured mode the value is a JSON object with attributes and payload.
 */
final class CloudEvents {
    private static final String STRUCTURED = "application/cloudevents";
    private static final String CONTENT_TYPE = "content-type";

    private CloudEvents() {}

    static LoggedEvent open(LoggedRecord record, Set<LoggedEvent.Kind> wanted) throws DecodeException {
        String contentType = record.headers().getOrDefault(CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (contentType.startsWith(STRUCTURED)) {
            if (!contentType.startsWith(STRUCTURED + "+json")) {
                throw new DecodeException(
                        Reason.UNDECODABLE,
                        "the header content-type is '" + contentType
                                + "'; of events in structured mode only application/cloudevents+json can be read");
            }
            return structured(Json.parse(record.value(), "the event"), wanted);
        }
        Map<String, String> attributes = new TreeMap<>();
        record.headers().forEach((name, text) -> {
            // A bridge from HTTP may leave the names that headers have there.
            if (name.startsWith("ce_") || name.startsWith("ce-")) {
                attributes.put(name.substring("ce_".length()), text);
            }
        });
        if (attributes.isEmpty()) {
            // Some producers of structured events leave the content type out.
            JsonNode tree = Json.parse(record.value(), "the event");
            if (tree.has("specversion")) {
                return structured(tree, wanted);
            }
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the record is no CloudEvent: it has neither headers that begin with ce_ nor a field specversion;"
                            + " send CloudEvents, or choose the topic's format by what it carries");
        }
        return event(attributes, MissingNode.getInstance(), record.value(), wanted);
    }

    private static LoggedEvent structured(JsonNode tree, Set<LoggedEvent.Kind> wanted) throws DecodeException {
        JsonNode base64 = tree.path("data_base64");
        byte[] bytes = new byte[0];
        if (base64.isTextual()) {
            try {
                bytes = base64.binaryValue();
            } catch (IOException e) {
                throw new DecodeException(
                        Reason.UNDECODABLE, "the event's data_base64 is not base64: " + e.getMessage(), e);
            }
        } else if (tree.path("data").isTextual()) {
            // JSON that was logged as the text it is.
            bytes = tree.path("data").textValue().getBytes(UTF_8);
        }
        Map<String, String> attributes = Json.plain(tree);
        attributes.remove("data");
        attributes.remove("data_base64");
        return event(attributes, tree.path("data"), bytes, wanted);
    }

    private static LoggedEvent event(
            Map<String, String> attributes, JsonNode data, byte[] bytes, Set<LoggedEvent.Kind> wanted)
            throws DecodeException {
        String version = attributes.getOrDefault("specversion", "");
        if (!version.startsWith("1.")) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the CloudEvent's specversion is '" + version + "'; expected 1.0, so update the producer");
        }
        LoggedEvent.Kind kind = EventTypes.kind(attributes.getOrDefault("type", ""));
        String time = attributes.getOrDefault("time", "");
        JsonNode when = time.isEmpty() ? MissingNode.getInstance() : TextNode.valueOf(time);
        if (!wanted.contains(kind)) {
            // Nothing of it is read, so its payload may be of any form.
            return new LoggedEvent(kind, attributes, when, MissingNode.getInstance());
        }
        JsonNode body =
                data.isContainerNode() || data.isNumber() ? data : Json.parse(bytes, "the payload of the event");
        return new LoggedEvent(kind, attributes, when, EventTypes.content(kind, body, attributes));
    }
}
