package io.evalstream.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * JSON as a person would write it, read and written by the record's Avro schema.
 *
 * <ul>
 *   <li>A field goes by its name or one of its aliases; fields that the schema does not have are ignored.
 *   <li>A union takes the branch that fits the type of the JSON value, with no wrapper around it.
 *   <li>Times are ISO-8601 with a zone, or milliseconds since 1970; the first is written.
 *   <li>NaN and the infinities are the strings {@code "NaN"}, {@code "Infinity"} and {@code "-Infinity"}; wherever a double
 *       may stand, these three words mean it.
 *   <li>Bytes are base64. A tensor's data may also be an array of its elements, flat or nested, as in the Open Inference
 *       Protocol.
 * </ul>
 *
 * <p>Fields are written in the order of the schema and the entries of maps by key; a field that is null and need not be
 * there is left out.
 */
public final class JsonCodec<T extends SpecificRecord> implements Codec<T> {
    // The shortest decimals that read back the same, on every JDK; older ones write some numbers longer.
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Class<T> type;
    private final Schema schema;
    private final JsonReader reader;
    private final JsonWriter writer;

    public JsonCodec(Class<T> type) {
        SpecificData model = SpecificData.getForClass(type);
        this.type = type;
        this.schema = model.getSchema(type);
        this.reader = new JsonReader(model);
        this.writer = new JsonWriter(model);
    }

    @Override
    public byte[] encode(T record) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = MAPPER.createGenerator(out)) {
            writer.write(schema, record, generator);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassCastException | AvroRuntimeException e) {
            throw new IllegalArgumentException(schema.getName() + " cannot be written: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    @Override
    public T decode(byte[] bytes) throws DecodeException {
        return decode(parse(bytes), bytes.length + " bytes");
    }

    /**
     * The record in a JSON object that was put together from something else, such as the columns of a file.
     *
     * @throws DecodeException if there is no such record in it
     */
    public T decode(ObjectNode object) throws DecodeException {
        return decode(object, object.size() + " fields");
    }

    private T decode(JsonNode tree, String found) throws DecodeException {
        try {
            return type.cast(reader.record(schema, tree));
        } catch (JsonFault e) {
            throw new DecodeException(e.reason(), schema.getName() + e.place() + " " + e.getMessage(), e);
        } catch (RuntimeException | StackOverflowError e) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    found + " are not a " + schema.getName() + " in JSON: " + e + "; check what the producer writes",
                    e);
        }
    }

    private JsonNode parse(byte[] bytes) throws DecodeException {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            String message = String.valueOf(e.getOriginalMessage());
            String remedy = message.contains("Non-standard token")
                    ? "write NaN and the infinities as strings, such as \"NaN\""
                    : "write one JSON object per record, or set the topic's format to avro or registry";
            throw notJson(bytes, message, remedy, e);
        } catch (IOException e) {
            throw notJson(bytes, String.valueOf(e.getMessage()), "write JSON in UTF-8", e);
        }
        if (!tree.isObject()) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the value is " + JsonFault.describe(tree) + "; expected a JSON object with the fields of "
                            + schema.getName() + ", one per record");
        }
        return tree;
    }

    private DecodeException notJson(byte[] bytes, String found, String remedy, Throwable cause) {
        return new DecodeException(
                Reason.UNDECODABLE,
                bytes.length + " bytes are not a " + schema.getName() + " in JSON: "
                        + found.lines().findFirst().orElse("") + "; " + remedy,
                cause);
    }
}
