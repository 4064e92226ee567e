package io.evalstream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary without any header. What is written has the schema of this version; what is read may have been written with
 * another one, given to the constructor: its record may have any name, and its fields may go by the aliases of ours.
 */
public final class AvroCodec<T extends SpecificRecord> implements Codec<T> {
    private final Schema schema;
    private final Schema.@Nullable Field missing;
    private final SpecificDatumReader<T> reader;
    private final SpecificDatumWriter<T> writer;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
    private @Nullable BinaryEncoder encoder;

    /** For bytes written with the schema of this version. */
    public AvroCodec(Class<T> type) {
        this(type, SpecificData.getForClass(type).getSchema(type));
    }

    /** For bytes written with the given schema. */
    public AvroCodec(Class<T> type, Schema written) {
        SpecificData model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.missing = Aliases.missing(written, schema).orElse(null);
        this.reader = new SpecificDatumReader<>(Aliases.apply(written, schema), Aliases.without(schema), model);
        this.writer = new SortedMapWriter<>(schema, model);
    }

    @Override
    public byte[] encode(T record) {
        buffer.reset();
        encodeTo(buffer, record);
        return buffer.toByteArray();
    }

    void encodeTo(ByteArrayOutputStream out, T record) {
        try {
            encoder = EncoderFactory.get().binaryEncoder(out, encoder);
            writer.write(record, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NullPointerException | ClassCastException | AvroRuntimeException e) {
            // What was half written stays in the encoder's buffer and must not precede the next record.
            encoder = null;
            throw new IllegalArgumentException(
                    schema.getName() + " cannot be written: " + e.getMessage()
                            + "; set every field that has no default",
                    e);
        }
    }

    @Override
    public T decode(byte[] bytes) throws DecodeException {
        return decode(bytes, 0);
    }

    T decode(byte[] bytes, int start) throws DecodeException {
        if (missing != null) {
            throw new DecodeException(
                    Reason.MISSING_FIELD, "the schema that was written with " + Aliases.missing(missing, schema));
        }
        BoundedDecoder decoder = new BoundedDecoder(bytes, start);
        T record;
        try {
            record = read(decoder);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Avro answers bad bytes with many kinds of exceptions, and deep nesting with an overflow.
            throw undecodable(bytes, start, String.valueOf(e.getMessage()), e);
        }
        if (decoder.remaining() > 0) {
            throw undecodable(
                    bytes,
                    start,
                    "the record ends at byte " + decoder.position() + ", but there are " + decoder.remaining()
                            + " bytes more",
                    null);
        }
        return record;
    }

    // Avro takes null for "no record to reuse", without saying so in its signature.
    @SuppressWarnings("NullAway")
    private T read(BoundedDecoder decoder) throws IOException {
        return reader.read(null, decoder);
    }

    private DecodeException undecodable(byte[] bytes, int start, String found, @Nullable Throwable cause) {
        String remedy = start == 0 ? Wire.hint(bytes) : "";
        if (remedy.isEmpty()) {
            remedy = "check that the producer writes with the schema that is expected here";
        }
        return new DecodeException(
                Reason.UNDECODABLE,
                bytes.length + " bytes are not Avro binary of a " + schema.getName() + ": " + found + "; " + remedy,
                cause);
    }

    /** Writes the entries of maps by key, so that equal records have equal bytes. */
    private static final class SortedMapWriter<T> extends SpecificDatumWriter<T> {
        SortedMapWriter(Schema schema, SpecificData model) {
            super(schema, model);
        }

        @Override
        @SuppressWarnings("unchecked")
        protected Iterable<Map.Entry<Object, Object>> getMapEntries(Object map) {
            return new TreeMap<>((Map<Object, Object>) map).entrySet();
        }
    }
}
