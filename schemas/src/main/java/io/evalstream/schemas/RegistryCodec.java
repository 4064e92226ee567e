package io.evalstream.schemas;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The wire format of a schema registry: a zero byte, the schema's id as four bytes (most significant first), Avro binary.
 *
 * <p>Records are read with whatever schema they name and resolved to ours, aliases included. To write, our schema is
 * registered under the subject {@code <topic>-value} when the first record is written.
 *
 * <p>Newer producers can name the schema by a GUID, in a record header or after a first byte of 1. Both are refused:
 * with the GUID in a header the value has no prefix at all, and its first bytes would be taken for an id.
 */
public final class RegistryCodec<T extends SpecificRecord> implements Codec<T> {
    /** The headers in which newer producers name the schema. */
    private static final Set<String> GUID_HEADERS = Set.of("__value_schema_id", "__key_schema_id");

    private final Class<T> type;
    private final String subject;
    private final SchemaRegistry registry;
    private final Schema schema;
    private final AvroCodec<T> own;
    private final Map<Integer, AvroCodec<T>> byId = new HashMap<>();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private int ownId = -1;

    public RegistryCodec(Class<T> type, String topic, SchemaRegistry registry) {
        this.type = type;
        this.subject = topic + "-value";
        this.registry = registry;
        this.schema = SpecificData.getForClass(type).getSchema(type);
        this.own = new AvroCodec<>(type);
    }

    @Override
    public byte[] encode(T record) {
        if (ownId < 0) {
            ownId = registry.register(subject, schema);
        }
        buffer.reset();
        buffer.writeBytes(ByteBuffer.allocate(Wire.HEADER_BYTES)
                .put(Wire.MAGIC)
                .putInt(ownId)
                .array());
        own.encodeTo(buffer, record);
        return buffer.toByteArray();
    }

    @Override
    public T decode(byte[] bytes) throws DecodeException {
        if (bytes.length < Wire.HEADER_BYTES || bytes[0] != Wire.MAGIC) {
            throw notWireFormat(bytes);
        }
        int id = ByteBuffer.wrap(bytes).getInt(1);
        AvroCodec<T> codec = byId.get(id);
        if (codec == null) {
            codec = new AvroCodec<>(type, registry.schema(id));
            byId.put(id, codec);
        }
        return codec.decode(bytes, Wire.HEADER_BYTES);
    }

    @Override
    public void checkHeaders(Iterable<String> names) throws DecodeException {
        for (String name : names) {
            if (GUID_HEADERS.contains(name)) {
                throw new DecodeException(
                        Reason.UNDECODABLE,
                        "the header " + name + " names the schema by a GUID, which is not supported;"
                                + " have the producer put the schema's id into the value, as is its default");
            }
        }
    }

    private static DecodeException notWireFormat(byte[] bytes) {
        String found;
        String remedy = Wire.hint(bytes);
        if (bytes.length == 0) {
            found = "there are no bytes";
        } else if (bytes[0] == Wire.MAGIC) {
            found = "there are " + bytes.length + " bytes, fewer than a header";
            remedy = "";
        } else if (bytes[0] == 1) {
            found = "the first byte is 1, which announces a schema GUID";
            remedy = "have the producer put the schema's id into the value, as is its default";
        } else {
            found = "the first byte is " + (bytes[0] & 0xFF);
        }
        if (remedy.isEmpty()) {
            remedy = "if the producer writes plain Avro, set the topic's format to avro";
        }
        return new DecodeException(
                Reason.UNDECODABLE,
                "not a schema registry's wire format: " + found + "; expected a 0 and a schema id of four bytes; "
                        + remedy);
    }
}
