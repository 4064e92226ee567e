package io.evalstream.jobs.tensorboard;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads them: a sequence of records (length, checksum of the length, data, checksum of the
 * data; all little-endian), each of which holds one {@code Event} in protocol buffers' encoding. The three sorts of events
 * that curves need are written by hand, since no library that can be had writes them.
 *
 * @see <a href="https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details">the format of records</a>
 */
final class EventFile implements AutoCloseable {
    /** What the first event of a file says; from version 2 on a reader goes by {@link #restart}. */
    private static final String VERSION = "brain.Event:2";

    private static final int MASK = 0xa282ead8;

    // Keys of fields: the field's number and how its value is written.
    private static final int EVENT_WALL_TIME = (1 << 3) | 1;
    private static final int EVENT_STEP = 2 << 3;
    private static final int EVENT_FILE_VERSION = (3 << 3) | 2;
    private static final int EVENT_SUMMARY = (5 << 3) | 2;
    private static final int EVENT_SESSION_LOG = (7 << 3) | 2;
    private static final int SUMMARY_VALUE = (1 << 3) | 2;
    private static final int VALUE_TAG = (1 << 3) | 2;
    private static final int VALUE_SIMPLE = (2 << 3) | 5;
    private static final int SESSION_STATUS = 1 << 3;
    private static final int SESSION_START = 1;

    private final OutputStream out;

    /** Creates the file, which must not be there yet. */
    EventFile(Path file, double wallTime) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW));
        Message event = event(wallTime, 0);
        event.bytes(EVENT_FILE_VERSION, VERSION.getBytes(StandardCharsets.UTF_8));
        record(event.toByteArray());
    }

    /** Tells the reader to forget what this file and older ones in its directory hold from a step on. */
    void restart(double wallTime, long step) throws IOException {
        Message session = new Message();
        session.number(SESSION_STATUS, SESSION_START);
        Message event = event(wallTime, step);
        event.bytes(EVENT_SESSION_LOG, session.toByteArray());
        record(event.toByteArray());
    }

    /** Adds a point to the curve of this tag. */
    void point(String tag, double wallTime, long step, float value) throws IOException {
        Message scalar = new Message();
        scalar.bytes(VALUE_TAG, tag.getBytes(StandardCharsets.UTF_8));
        scalar.fixed(VALUE_SIMPLE, Float.floatToIntBits(value));
        Message summary = new Message();
        summary.bytes(SUMMARY_VALUE, scalar.toByteArray());
        Message event = event(wallTime, step);
        event.bytes(EVENT_SUMMARY, summary.toByteArray());
        record(event.toByteArray());
    }

    /** Shows readers what was written. */
    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    private static Message event(double wallTime, long step) {
        Message event = new Message();
        event.fixed(EVENT_WALL_TIME, Double.doubleToLongBits(wallTime));
        event.number(EVENT_STEP, step);
        return event;
    }

    private void record(byte[] data) throws IOException {
        byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
        out.write(length);
        out.write(checksum(length));
        out.write(data);
        out.write(checksum(data));
    }

    /** The CRC-32C, rotated and shifted so that the checksum of data that holds checksums is no special case. */
    private static byte[] checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return littleEndian(Integer.BYTES).putInt(masked).array();
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A message in the encoding of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void number(int key, long value) {
            varint(key);
            varint(value);
        }

        void fixed(int key, long value) {
            varint(key);
            out.writeBytes(littleEndian(Long.BYTES).putLong(value).array());
        }

        void fixed(int key, int value) {
            varint(key);
            out.writeBytes(littleEndian(Integer.BYTES).putInt(value).array());
        }

        void bytes(int key, byte[] value) {
            varint(key);
            varint(value.length);
            out.writeBytes(value);
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }

        /** Seven bits in each byte, the low ones first; the top bit says that more follow. */
        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
