package io.evalstream.jobs.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads JSON that others wrote. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The JSON in these bytes, of which the message of a failure says what they were thought to be. */
    static JsonNode parse(byte[] bytes, String what) throws DecodeException {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (!tree.isMissingNode()) {
                return tree;
            }
        } catch (JsonProcessingException e) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    what + " is " + bytes.length + " bytes that are not JSON: "
                            + String.valueOf(e.getOriginalMessage())
                                    .lines()
                                    .findFirst()
                                    .orElse("")
                            + "; only JSON payloads can be read, so log them as JSON",
                    e);
        } catch (IOException e) {
            throw new DecodeException(
                    Reason.UNDECODABLE, what + " is not JSON in UTF-8: " + e.getMessage() + "; log it as such", e);
        }
        throw new DecodeException(Reason.UNDECODABLE, what + " is empty; expected JSON");
    }

    /** The plain values among an object's fields as texts, by names in lower case. */
    static Map<String, String> plain(JsonNode object) {
        Map<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isValueNode() && !field.getValue().isNull()) {
                texts.put(
                        field.getKey().toLowerCase(Locale.ROOT),
                        field.getValue().asText());
            }
        }
        return texts;
    }
}
