package io.evalstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
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
            case STRING -> JsonScalars.text(node);
            case BYTES -> JsonScalars.bytes(node);
            case ENUM -> symbol(schema, node);
            case LONG ->
                schema.getLogicalType() instanceof LogicalTypes.TimestampMillis
                        ? JsonScalars.time(node)
                        : JsonScalars.integer(node);
            case INT -> (int) JsonScalars.integer(node, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case DOUBLE -> JsonScalars.real(node);
            case FLOAT -> JsonScalars.single(node);
            case BOOLEAN -> JsonScalars.bool(node);
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
            JsonTensors.complete(tensor, elements);
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
                yield real != null && JsonScalars.nonFinite(node.textValue()) != null
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

    private Object symbol(Schema schema, JsonNode node) throws JsonFault {
        if (!node.isTextual() || !schema.hasEnumSymbol(node.textValue())) {
            throw JsonFault.wrongType(
                    "one of " + String.join(", ", schema.getEnumSymbols()), node, "use one of these names");
        }
        return model.createEnum(node.textValue(), schema);
    }

    private static JsonFault wrongType(Schema schema, JsonNode node) {
        return JsonFault.wrongType(describe(schema), node, "send it as that type");
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
}
