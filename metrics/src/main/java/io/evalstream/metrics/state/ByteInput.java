package io.evalstream.metrics.state;

import java.io.DataInputStream;
import java.io.InputStream;
import java.util.Objects;

/** Reads an array of bytes, in one thread. A stream of {@code java.io} over an array takes a lock for each byte. */
public final class ByteInput extends DataInputStream {

    public ByteInput(byte[] bytes) {
        super(new Bytes(bytes));
    }

    private static final class Bytes extends InputStream {
        private final byte[] bytes;
        private int at;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            Objects.checkFromIndexSize(from, length, into.length);
            int count = Math.min(length, bytes.length - at);
            if (count == 0 && length > 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, from, count);
            at += count;
            return count;
        }

        @Override
        public int available() {
            return bytes.length - at;
        }
    }
}
