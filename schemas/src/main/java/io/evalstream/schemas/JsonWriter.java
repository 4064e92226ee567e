package io.evalstream.schemas;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/** Writes values of an Avro schema as JSON. */
final class JsonWriter {
    private final SpecificData model;

    JsonWriter(SpecificData model) {
        this.model = model;
    }

    void write(Schema schema, @Nullable Object value, JsonGenerator out) throws IOException {
        switch (schema.getType()) {
            case UNION -> write(schema.getTypes().get(model.resolveUnion(schema, value)), value, out);
            case NULL -> out.writeNull();
            case RECORD -> record(schema, (IndexedRecord) set(schema, value), out);
            case ARRAY -> array(schema, (Collection<?>) set(schema, value), out);
            case MAP -> map(schema, (Map<?, ?>) set(schema, value), out);
            case BYTES -> bytes((ByteBuffer) set(schema, value), out);
            case LONG -> integer(set(schema, value), out);
            case DOUBLE -> real((Double) set(schema, value), out);
            case FLOAT -> single((Float) set(schema, value), out);
            case INT -> out.writeNumber((Integer) set(schema, value));
            case BOOLEAN -> out.writeBoolean((Boolean) set(schema, value));
            case STRING, ENUM -> out.writeString(set(schema, value).toString());
            case FIXED -> throw new IllegalArgumentException("fixed-length bytes have no form in JSON here; use bytes");
        }
    }

    private static Object set(Schema schema, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("a value of type " + schema.getType() + " was not set");
        }
        return value;
    }

    private void record(Schema schema, IndexedRecord record, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Schema.Field field : schema.getFields()) {
            Object value = record.get(field.pos());
            if (value != null) {
                out.writeFieldName(field.name());
                write(field.schema(), value, out);
            } else if (!field.hasDefaultValue() || field.defaultVal() != JsonProperties.NULL_VALUE) {
                throw new IllegalArgumentException(
                        schema.getName() + " has no " + field.name() + "; set it before the record is written");
            }
        }
        out.writeEndObject();
    }

    private void array(Schema schema, Collection<?> values, JsonGenerator out) throws IOException {
        out.writeStartArray();
        for (Object value : values) {
            write(schema.getElementType(), value, out);
        }
        out.writeEndArray();
    }

    private void map(Schema schema, Map<?, ?> values, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<?, ?> entry : new TreeMap<>(values).entrySet()) {
            out.writeFieldName(entry.getKey().toString());
            write(schema.getValueType(), entry.getValue(), out);
        }
        out.writeEndObject();
    }

    private static void bytes(ByteBuffer value, JsonGenerator out) throws IOException {
        byte[] copy = new byte[value.remaining()];
        value.duplicate().get(copy);
        out.writeBinary(copy);
    }

    private static void integer(Object value, JsonGenerator out) throws IOException {
        if (value instanceof Instant time) {
            out.writeString(Instant.ofEpochMilli(time.toEpochMilli()).toString());
        } else {
            out.writeNumber((Long) value);
        }
    }

    private static void real(double value, JsonGenerator out) throws IOException {
        if (Double.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeString(Double.toString(value));
        }
    }

    private static void single(float value, JsonGenerator out) throws IOException {
        if (Float.isFinite(value)) {
            out.writeNumber(value);
        } else {
            out.writeString(Float.toString(value));
        }
    }
}
