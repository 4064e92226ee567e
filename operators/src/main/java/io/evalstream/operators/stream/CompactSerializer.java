package io.evalstream.operators.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.state.Varint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A serialiser of immutable values with a fixed layout: field after field, no tags, no reflection. A subclass says how a
 * value is written and read, and gives a snapshot of itself.
 */
public abstract class CompactSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1L;

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    @Override
    public boolean equals(Object other) {
        // Serialisers have no fields: two of one class are the same.
        return other instanceof CompactSerializer<?> serializer
                && serializer.getClass().equals(getClass());
    }

    @Override
    public int hashCode() {
        return getClass().hashCode();
    }

    /** Writes a length and that many bytes. */
    protected static void writeBytes(DataOutputView target, byte[] bytes) throws IOException {
        Varint.write(target, bytes.length);
        target.write(bytes);
    }

    /** Reads what {@link #writeBytes} wrote. */
    protected static byte[] readBytes(DataInputView source) throws IOException {
        byte[] bytes = new byte[(int) Varint.read(source)];
        source.readFully(bytes);
        return bytes;
    }

    /** Writes a text. */
    public static void writeText(DataOutputView target, String text) throws IOException {
        writeBytes(target, text.getBytes(UTF_8));
    }

    /** Reads what {@link #writeText} wrote. */
    public static String readText(DataInputView source) throws IOException {
        return new String(readBytes(source), UTF_8);
    }

    /** Writes a number of texts and the texts. */
    public static void writeTexts(DataOutputView target, Collection<String> texts) throws IOException {
        Varint.write(target, texts.size());
        for (String text : texts) {
            writeText(target, text);
        }
    }

    /** Reads what {@link #writeTexts} wrote. */
    public static List<String> readTexts(DataInputView source) throws IOException {
        int left = (int) Varint.read(source);
        List<String> texts = left == 0 ? List.of() : new ArrayList<>(left);
        for (; left > 0; left--) {
            texts.add(readText(source));
        }
        return texts;
    }
}
