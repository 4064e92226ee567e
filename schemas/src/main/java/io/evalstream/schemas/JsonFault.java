package io.evalstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;

/** What is wrong at one place of a JSON tree; the place is put together while the exception rises. */
final class JsonFault extends Exception {
    private static final int QUOTED = 40;

    private final Reason reason;
    private String place = "";

    JsonFault(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    static JsonFault outOfRange(JsonNode node, String expected) {
        return new JsonFault(Reason.OUT_OF_RANGE, "is " + describe(node) + "; expected " + expected);
    }

    static JsonFault wrongType(String expected, JsonNode node, String remedy) {
        return new JsonFault(Reason.WRONG_TYPE, "is " + describe(node) + "; expected " + expected + "; " + remedy);
    }

    JsonFault within(String outer) {
        place = outer + place;
        return this;
    }

    Reason reason() {
        return reason;
    }

    /** The path from the record to the value, such as {@code .outputs[2].shape}. */
    String place() {
        return place;
    }

    /** What a JSON value is, with its beginning if it is a plain one. */
    static String describe(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array of " + node.size();
            case OBJECT -> "an object";
            case MISSING -> "empty";
            case NULL -> "null";
            case STRING -> "the text " + quote(node.textValue());
            default -> "the value " + quote(node.asText());
        };
    }

    private static String quote(String text) {
        return text.length() <= QUOTED ? "'" + text + "'" : "'" + text.substring(0, QUOTED) + "...'";
    }
}
