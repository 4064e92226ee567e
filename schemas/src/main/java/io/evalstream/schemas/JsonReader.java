package io.evalstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.avro.JsonProperties;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Reads values of an Avro schema out of a JSON tree. */
final class JsonReader {
    private static final int QUOTED = 40;

    private final SpecificData model;

    JsonReader(SpecificData model) {
        this.model = model;
    }

    private @Nullable Object read(Schema schema, JsonNode node) throws JsonFault {
        return switch (schema.getType()) {
            case RECORD -> record(schema, node);
            case UNION -> union(schema, node);
            case ARRAY -> array(schema, node);
            case MAP -> map(schema, node);
            case STRING -> text(node);
            case BYTES -> bytes(node);
            case ENUM -> symbol(schema, node);
            case LONG -> schema.getLogicalType() instanceof LogicalTypes.TimestampMillis ? time(node) : integer(node);
            case INT -> (int) inRange(integer(node), Integer.MIN_VALUE, Integer.MAX_VALUE);
            case DOUBLE -> real(node);
            case FLOAT -> single(node);
            case BOOLEAN -> bool(node);
            case NULL, FIXED -> throw wrongType(schema, node);
        };
    }

    IndexedRecord record(Schema schema, JsonNode node) throws JsonFault {
        if (!node.isObject()) {
            throw wrongType(schema, node);
        }
        IndexedRecord record = (IndexedRecord) model.newRecord(null, schema);
        JsonNode elements = null;
        for (Schema.Field field : schema.getFields()) {
            JsonNode value = find(field, node);
            if (value == null) {
                record.put(field.pos(), absent(schema, field));
            } else if (value.isArray() && field.schema().getType() == Schema.Type.BYTES && record instanceof Tensor) {
                // What the elements are is known only when the datatype has been read.
                elements = value;
            } else {
                try {
                    record.put(field.pos(), read(field.schema(), value));
                } catch (JsonFault e) {
                    throw e.within("." + field.name());
                }
            }
        }
        if (record instanceof Tensor tensor) {
            complete(tensor, elements);
        }
        return record;
    }

    /** The value of a field: the first of its name and aliases that is there and not null. */
    private static @Nullable JsonNode find(Schema.Field field, JsonNode object) {
        JsonNode value = object.get(field.name());
        if (present(value)) {
            return value;
        }
        for (String alias : field.aliases()) {
            value = object.get(alias);
            if (present(value)) {
                return value;
            }
        }
        return null;
    }

    private static boolean present(@Nullable JsonNode value) {
        return value != null && !value.isNull();
    }

    private @Nullable Object absent(Schema schema, Schema.Field field) throws JsonFault {
        if (!field.hasDefaultValue()) {
            throw new JsonFault(Reason.MISSING_FIELD, Aliases.missing(field, schema));
        }
        if (field.defaultVal() == JsonProperties.NULL_VALUE) {
            return null;
        }
        return model.deepCopy(field.schema(), model.getDefaultValue(field));
    }

    private @Nullable Object union(Schema schema, JsonNode node) throws JsonFault {
        Schema only = null;
        int branches = 0;
        for (Schema branch : schema.getTypes()) {
            if (branch.getType() == Schema.Type.NULL) {
                if (node.isNull()) {
                    return null;
                }
            } else {
                only = branch;
                branches++;
            }
        }
        Schema branch = branches == 1 ? only : branch(schema, node);
        if (branch == null) {
            throw wrongType(schema, node);
        }
        return read(branch, node);
    }

    private static @Nullable Schema branch(Schema union, JsonNode node) {
        return switch (node.getNodeType()) {
            case BOOLEAN -> firstOf(union, Schema.Type.BOOLEAN);
            case NUMBER ->
                node.isIntegralNumber()
                        ? firstOf(union, Schema.Type.LONG, Schema.Type.INT, Schema.Type.DOUBLE, Schema.Type.FLOAT)
                        : firstOf(union, Schema.Type.DOUBLE, Schema.Type.FLOAT, Schema.Type.LONG, Schema.Type.INT);
            case STRING -> {
                Schema real = firstOf(union, Schema.Type.DOUBLE, Schema.Type.FLOAT);
                yield real != null && nonFinite(node.textValue()) != null
                        ? real
                        : firstOf(union, Schema.Type.STRING, Schema.Type.ENUM, Schema.Type.BYTES);
            }
            case ARRAY -> firstOf(union, Schema.Type.ARRAY);
            case OBJECT -> {
                Schema record = recordWith(union, node);
                yield record != null ? record : firstOf(union, Schema.Type.MAP);
            }
            default -> null;
        };
    }

    private static @Nullable Schema firstOf(Schema union, Schema.Type... types) {
        for (Schema.Type type : types) {
            for (Schema branch : union.getTypes()) {
                if (branch.getType() == type) {
                    return branch;
                }
            }
        }
        return null;
    }

    /** The first record all of whose fields without a default are in the object. */
    private static @Nullable Schema recordWith(Schema union, JsonNode object) {
        for (Schema branch : union.getTypes()) {
            if (branch.getType() == Schema.Type.RECORD
                    && branch.getFields().stream()
                            .allMatch(field -> field.hasDefaultValue() || find(field, object) != null)) {
                return branch;
            }
        }
        return null;
    }

    private List<@Nullable Object> array(Schema schema, JsonNode node) throws JsonFault {
        if (!node.isArray()) {
            throw wrongType(schema, node);
        }
        List<@Nullable Object> values = new ArrayList<>(node.size());
        try {
            for (JsonNode element : node) {
                values.add(read(schema.getElementType(), element));
            }
        } catch (JsonFault e) {
            throw e.within("[" + values.size() + "]");
        }
        return values;
    }

    private Map<String, @Nullable Object> map(Schema schema, JsonNode node) throws JsonFault {
        if (!node.isObject()) {
            throw wrongType(schema, node);
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            try {
                values.put(entry.getKey(), read(schema.getValueType(), entry.getValue()));
            } catch (JsonFault e) {
                throw e.within("." + entry.getKey());
            }
        }
        return values;
    }

    /** Ids and versions are often numbers; an integer is taken as the text of its digits. */
    private static String text(JsonNode node) throws JsonFault {
        if (!node.isTextual() && !node.isIntegralNumber()) {
            throw wrongType("text", node, "put it in quotes");
        }
        return node.asText();
    }

    private static ByteBuffer bytes(JsonNode node) throws JsonFault {
        try {
            if (node.isTextual()) {
                return ByteBuffer.wrap(node.binaryValue());
            }
        } catch (IOException e) {
            // Said below.
        }
        throw wrongType("bytes", node, "encode them in base64");
    }

    private Object symbol(Schema schema, JsonNode node) throws JsonFault {
        if (!node.isTextual() || !schema.hasEnumSymbol(node.textValue())) {
            throw wrongType("one of " + String.join(", ", schema.getEnumSymbols()), node, "use one of these names");
        }
        return model.createEnum(node.textValue(), schema);
    }

    private static boolean bool(JsonNode node) throws JsonFault {
        if (!node.isBoolean()) {
            throw wrongType("true or false", node, "leave out the quotes if there are any");
        }
        return node.booleanValue();
    }

    /** An integer; 3.0 is one, as languages without integers write it. */
    private static long integer(JsonNode node) throws JsonFault {
        if (!node.isNumber()) {
            throw wrongType("an integer", node, "leave out the quotes if there are any");
        }
        if (node.isFloatingPointNumber()) {
            double value = node.doubleValue();
            if (value != Math.rint(value)) {
                throw wrongType("an integer", node, "a number with a fraction belongs into another field");
            }
            // 2^63 itself does not fit, and rounding makes it of the largest long.
            if (Math.abs(value) >= 0x1p63) {
                throw outOfRange(node, "an integer of 64 bits");
            }
            return (long) value;
        }
        if (!node.canConvertToLong()) {
            throw outOfRange(node, "an integer of 64 bits");
        }
        return node.longValue();
    }

    private static long inRange(long value, long least, long greatest) throws JsonFault {
        if (value < least || value > greatest) {
            throw new JsonFault(
                    Reason.OUT_OF_RANGE, "is " + value + "; expected an integer from " + least + " to " + greatest);
        }
        return value;
    }

    private static double real(JsonNode node) throws JsonFault {
        if (node.isTextual()) {
            Double word = nonFinite(node.textValue());
            if (word != null) {
                return word;
            }
        }
        if (!node.isNumber()) {
            throw wrongType("a number", node, "leave out the quotes if there are any");
        }
        double value = node.doubleValue();
        if (Double.isInfinite(value)) {
            throw outOfRange(node, "a number of 64 bits, or \"Infinity\"");
        }
        return value;
    }

    private static float single(JsonNode node) throws JsonFault {
        double value = real(node);
        float narrowed = (float) value;
        if (Float.isInfinite(narrowed) && !Double.isInfinite(value)) {
            throw outOfRange(node, "a number of 32 bits, or \"Infinity\"");
        }
        return narrowed;
    }

    private static @Nullable Double nonFinite(String word) {
        return switch (word) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> null;
        };
    }

    private static Instant time(JsonNode node) throws JsonFault {
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
        return wrongType(
                "a time", node, "write ISO-8601 with a zone, such as 2026-03-01T10:00:00Z, or milliseconds since 1970");
    }

    /** Sees to it that the data is what shape and datatype say, from an array of elements if the JSON has one. */
    private static void complete(Tensor tensor, @Nullable JsonNode elements) throws JsonFault {
        try {
            if (elements != null) {
                List<JsonNode> flat = new ArrayList<>();
                flatten(elements, flat);
                int size = Tensors.size(tensor);
                if (flat.size() != size) {
                    throw new JsonFault(
                            Reason.WRONG_WIDTH,
                            "has " + flat.size() + " elements, but the shape " + tensor.getShape() + " of tensor '"
                                    + tensor.getName() + "' has " + size + "; send as many as the shape says");
                }
                tensor.setData(pack(tensor.getDatatype(), flat));
            }
            Tensors.check(tensor);
        } catch (DecodeException e) {
            throw new JsonFault(e.reason(), "is refused: " + e.getMessage()).within(".data");
        } catch (JsonFault e) {
            throw e.within(".data");
        }
    }

    private static void flatten(JsonNode node, List<JsonNode> leaves) {
        for (JsonNode element : node) {
            if (element.isArray()) {
                flatten(element, leaves);
            } else {
                leaves.add(element);
            }
        }
    }

    private static ByteBuffer pack(Datatype type, List<JsonNode> elements) throws JsonFault {
        if (type == Datatype.BYTES) {
            List<String> texts = new ArrayList<>();
            for (JsonNode element : elements) {
                texts.add(text(element));
            }
            return Tensors.of("", texts, texts.size()).getData();
        }
        ByteBuffer data = Tensors.littleEndian((long) elements.size() * Tensors.width(type));
        int index = 0;
        try {
            for (JsonNode element : elements) {
                put(type, element, data);
                index++;
            }
        } catch (JsonFault e) {
            throw e.within("[" + index + "]");
        }
        return data.flip();
    }

    private static void put(Datatype type, JsonNode element, ByteBuffer data) throws JsonFault {
        switch (type) {
            case BOOL -> data.put((byte) (truth(element) ? 1 : 0));
            case INT8 -> data.put((byte) inRange(integer(element), Byte.MIN_VALUE, Byte.MAX_VALUE));
            case UINT8 -> data.put((byte) inRange(integer(element), 0, 0xFF));
            case INT16 -> data.putShort((short) inRange(integer(element), Short.MIN_VALUE, Short.MAX_VALUE));
            case UINT16 -> data.putShort((short) inRange(integer(element), 0, 0xFFFF));
            case INT32 -> data.putInt((int) inRange(integer(element), Integer.MIN_VALUE, Integer.MAX_VALUE));
            case UINT32 -> data.putInt((int) inRange(integer(element), 0, 0xFFFFFFFFL));
            case INT64 -> data.putLong(integer(element));
            case UINT64 -> data.putLong(unsigned(element));
            case FP16 -> data.putShort(Tensors.toHalf(within(element, Tensors.HALF_LIMIT)));
            case BF16 -> data.putShort(Tensors.toBrain(within(element, Tensors.BRAIN_LIMIT)));
            case FP32 -> data.putFloat(single(element));
            case FP64 -> data.putDouble(real(element));
            case BYTES -> throw new IllegalArgumentException("elements of BYTES differ in length");
        }
    }

    /** A number that stays finite when it is narrowed to a type whose numbers from the limit on are infinite. */
    private static double within(JsonNode node, double limit) throws JsonFault {
        double value = real(node);
        if (Math.abs(value) >= limit && !Double.isInfinite(value)) {
            throw outOfRange(node, "a number of 16 bits, or \"Infinity\"");
        }
        return value;
    }

    /** Some servers write booleans as 0 and 1. */
    private static boolean truth(JsonNode node) throws JsonFault {
        return node.isIntegralNumber() ? inRange(integer(node), 0, 1) == 1 : bool(node);
    }

    private static long unsigned(JsonNode node) throws JsonFault {
        if (node.isBigInteger()) {
            BigInteger value = node.bigIntegerValue();
            if (value.signum() > 0 && value.bitLength() <= Long.SIZE) {
                return value.longValue();
            }
            throw outOfRange(node, "an integer from 0 to 2^64 - 1");
        }
        return inRange(integer(node), 0, Long.MAX_VALUE);
    }

    private static JsonFault outOfRange(JsonNode node, String expected) {
        return new JsonFault(Reason.OUT_OF_RANGE, "is " + describe(node) + "; expected " + expected);
    }

    private static JsonFault wrongType(Schema schema, JsonNode node) {
        return wrongType(describe(schema), node, "send it as that type");
    }

    private static JsonFault wrongType(String expected, JsonNode node, String remedy) {
        return new JsonFault(Reason.WRONG_TYPE, "is " + describe(node) + "; expected " + expected + "; " + remedy);
    }

    private static String describe(Schema schema) {
        return switch (schema.getType()) {
            case NULL -> "null";
            case BOOLEAN -> "true or false";
            case INT, LONG -> "an integer";
            case FLOAT, DOUBLE -> "a number";
            case STRING -> "text";
            case BYTES, FIXED -> "bytes in base64";
            case ENUM -> "one of " + String.join(", ", schema.getEnumSymbols());
            case ARRAY -> "an array";
            case MAP -> "an object";
            case RECORD -> "an object with the fields of " + schema.getName();
            case UNION -> schema.getTypes().stream().map(JsonReader::describe).collect(Collectors.joining(", or "));
        };
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
