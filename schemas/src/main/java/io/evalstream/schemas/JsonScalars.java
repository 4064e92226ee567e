package io.evalstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads single values out of a JSON tree: text, numbers, times. */
final class JsonScalars {

    private JsonScalars() {}

    /** Ids and versions are often numbers; an integer is taken as the text of its digits. */
    static String text(JsonNode node) throws JsonFault {
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw JsonFault.wrongType("text", node, "put it in quotes");
        }
        return node.asText();
    }

    static ByteBuffer bytes(JsonNode node) throws JsonFault {
        try {
            if (node.isTextual()) {
                return ByteBuffer.wrap(node.binaryValue());
            }
        } catch (IOException e) {
            // Said below.
        }
        throw JsonFault.wrongType("bytes", node, "encode them in base64");
    }

    static boolean bool(JsonNode node) throws JsonFault {
        if (!node.isBoolean()) {
            throw JsonFault.wrongType("true or false", node, "leave out the quotes if there are any");
        }
        return node.booleanValue();
    }

    /** An integer; 3.0 is one, as languages without integers write it. */
    static long integer(JsonNode node) throws JsonFault {
        if (!node.isNumber()) {
            throw JsonFault.wrongType("an integer", node, "leave out the quotes if there are any");
        }
        if (node.isFloatingPointNumber()) {
            double value = node.doubleValue();
            if (value != Math.rint(value)) {
                throw JsonFault.wrongType("an integer", node, "a number with a fraction belongs into another field");
            }
            // 2^63 itself does not fit, and rounding makes it of the largest long.
            if (Math.abs(value) >= 0x1p63) {
                throw JsonFault.outOfRange(node, "an integer of 64 bits");
            }
            return (long) value;
        }
        if (!node.canConvertToLong()) {
            throw JsonFault.outOfRange(node, "an integer of 64 bits");
        }
        return node.longValue();
    }

    /** An integer from {@code least} to {@code greatest}. */
    static long integer(JsonNode node, long least, long greatest) throws JsonFault {
        long value = integer(node);
        if (value < least || value > greatest) {
            throw new JsonFault(
                    Reason.OUT_OF_RANGE, "is " + value + "; expected an integer from " + least + " to " + greatest);
        }
        return value;
    }

    static double real(JsonNode node) throws JsonFault {
        if (node.isTextual()) {
            Double word = nonFinite(node.textValue());
            if (word != null) {
                return word;
            }
        }
        if (!node.isNumber()) {
            throw JsonFault.wrongType("a number", node, "leave out the quotes if there are any");
        }
        double value = node.doubleValue();
        if (Double.isInfinite(value)) {
            throw JsonFault.outOfRange(node, "a number of 64 bits, or \"Infinity\"");
        }
        return value;
    }

    static float single(JsonNode node) throws JsonFault {
        double value = real(node);
        float narrowed = (float) value;
        if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
            throw JsonFault.outOfRange(node, "a number of 32 bits, or \"Infinity\"");
        }
        return narrowed;
    }

    static @Nullable Double nonFinite(String word) {
        return switch (word) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    static Instant time(JsonNode node) throws JsonFault {
        if (node.isNumber()) {
            return Instant.ofEpochMilli(integer(node));
        }
        if (!node.isTextual()) {
            throw notTime(node);
        }
        try {
            Instant instant = OffsetDateTime.parse(node.textValue()).toInstant();
            return Instant.ofEpochMilli(instant.toEpochMilli());
        } catch (DateTimeException | ArithmeticException e) {
            throw notTime(node);
        }
    }

    private static JsonFault notTime(JsonNode node) {
        return JsonFault.wrongType(
                "a time", node, "write ISO-8601 with a zone, such as 2026-03-01T10:00:00Z, or milliseconds since 1970");
    }
}
