package io.evalstream.schemas;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro binary from an array and believes no length in it.
 *
 * <p>Avro's own decoder allocates what an array or map claims to hold before it reads the items; ten hostile bytes can ask
 * for two thousand million of them. Every item of every schema here takes at least one byte, so a claim of more items
 * than bytes are left is refused before anything is allocated. Text that is not UTF-8 is refused too, where Avro would
 * replace it and so make different ids equal.
 */
final class BoundedDecoder extends Decoder {
    private final byte[] bytes;
    private final int end;
    private final ByteBuffer view;
    private int position;

    BoundedDecoder(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
        this.end = bytes.length;
        this.view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    int position() {
        return position;
    }

    int remaining() {
        return end - position;
    }

    /** Steps over so many bytes and returns where they start. */
    private int take(long length) throws IOException {
        if (length < 0 || length > remaining()) {
            throw new EOFException("at byte " + position + " a length of " + length + " is claimed, but " + remaining()
                    + " bytes are left");
        }
        int start = position;
        position += (int) length;
        return start;
    }

    private long count(long claimed) throws IOException {
        if (claimed < 0 || claimed > remaining()) {
            throw new EOFException("at byte " + position + " there should be " + claimed + " items, but " + remaining()
                    + " bytes are left");
        }
        return claimed;
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        int value = bytes[take(1)];
        if (value != 0 && value != 1) {
            throw new IOException("at byte " + (position - 1) + " there is " + value + " for a boolean");
        }
        return value == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new IOException("before byte " + position + " there is " + value + ", too large for an int");
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            byte next = bytes[take(1)];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IOException("before byte " + position + " there is a number of more than ten bytes");
    }

    @Override
    public float readFloat() throws IOException {
        return view.getFloat(take(Float.BYTES));
    }

    @Override
    public double readDouble() throws IOException {
        return view.getDouble(take(Double.BYTES));
    }

    @Override
    public String readString() throws IOException {
        int length = (int) count(readLong());
        int start = take(length);
        String text = new String(bytes, start, length, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8(start, length);
        }
        return text;
    }

    /** The replacement character may be in the text itself, or may be the mark of what could not be read. */
    private void requireUtf8(int start, int length) throws IOException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, start, length));
        } catch (CharacterCodingException e) {
            throw new IOException("at byte " + start + " there is text that is not UTF-8", e);
        }
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        return new Utf8(readString());
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        int length = (int) count(readLong());
        int start = take(length);
        byte[] copy = new byte[length];
        System.arraycopy(bytes, start, copy, 0, length);
        return ByteBuffer.wrap(copy);
    }

    @Override
    public void skipBytes() throws IOException {
        take(readLong());
    }

    @Override
    public void readFixed(byte[] target, int start, int length) throws IOException {
        System.arraycopy(bytes, take(length), target, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    /** A negative count is followed by the size of the block in bytes, for readers that skip it. */
    private long items() throws IOException {
        long claimed = readLong();
        if (claimed < 0) {
            count(readLong());
            claimed = -claimed;
        }
        return count(claimed);
    }

    /** Skips the blocks whose size is known; returns how many items of the next block must be skipped one by one. */
    private long skipItems() throws IOException {
        long claimed = readLong();
        while (claimed < 0) {
            take(readLong());
            claimed = readLong();
        }
        return count(claimed);
    }

    @Override
    public long readArrayStart() throws IOException {
        return items();
    }

    @Override
    public long arrayNext() throws IOException {
        return items();
    }

    @Override
    public long skipArray() throws IOException {
        return skipItems();
    }

    @Override
    public long readMapStart() throws IOException {
        return items();
    }

    @Override
    public long mapNext() throws IOException {
        return items();
    }

    @Override
    public long skipMap() throws IOException {
        return skipItems();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }
}
