package io.evalstream.metrics.state;

import java.io.DataOutputStream;
import java.io.OutputStream;
import java.util.Arrays;

/** Writes an array of bytes, in one thread. A stream of {@code java.io} over an array takes a lock for each byte. */
public final class ByteOutput extends DataOutputStream {

    private final Bytes array;

    public ByteOutput() {
        this(new Bytes());
    }

    private ByteOutput(Bytes array) {
        super(array);
        this.array = array;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(array.bytes, array.count);
    }

    private static final class Bytes extends OutputStream {
        private byte[] bytes = new byte[64];
        private int count;

        @Override
        public void write(int one) {
            reserve(1);
            bytes[count++] = (byte) one;
        }

        @Override
        public void write(byte[] more, int from, int length) {
            reserve(length);
            System.arraycopy(more, from, bytes, count, length);
            count += length;
        }

        private void reserve(int more) {
            if (more > bytes.length - count) {
                int needed = Math.addExact(count, more);
                bytes = Arrays.copyOf(bytes, (int)
                        Math.max(needed, Math.min(2L * bytes.length, Integer.MAX_VALUE - 8L)));
            }
        }
    }
}
