package io.evalstream.jobs.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads event files as TensorBoard does. It shares no code with the writer: the checksum is computed bit by bit, and any
 * message of protocol buffers is taken apart, whatever its fields.
 */
final class EventReader {
    private static final int CASTAGNOLI_REVERSED = 0x82f63b78;
    private static final long MASK = 0xa282ead8L;

    private EventReader() {}

    record Event(double wallTime, long step, String version, boolean restart, String tag, float value) {}

    record Point(long step, float value) {}

    static List<Event> read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining()) {
            byte[] header = bytes(in, 8);
            long length = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
            assertThat(Integer.toUnsignedLong(in.getInt())).isEqualTo(masked(header));
            byte[] data = bytes(in, Math.toIntExact(length));
            assertThat(Integer.toUnsignedLong(in.getInt())).isEqualTo(masked(data));
            events.add(event(data));
        }
        return events;
    }

    /** The curves of a directory after all of its files, where a restart takes away what was read from its step on. */
    static Map<String, List<Point>> curves(Path directory) throws IOException {
        Map<String, List<Point>> curves = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory).sorted()) {
            for (Path file : files.toList()) {
                for (Event event : read(file)) {
                    if (event.restart()) {
                        curves.values().forEach(curve -> curve.removeIf(point -> point.step() >= event.step()));
                    } else if (!event.tag().isEmpty()) {
                        curves.computeIfAbsent(event.tag(), tag -> new ArrayList<>())
                                .add(new Point(event.step(), event.value()));
                    }
                }
            }
        }
        curves.values().removeIf(List::isEmpty);
        return curves;
    }

    private static Event event(byte[] data) {
        Map<Integer, Object> event = message(data);
        Map<Integer, Object> session = message((byte[]) event.getOrDefault(7, new byte[0]));
        Map<Integer, Object> summary = message((byte[]) event.getOrDefault(5, new byte[0]));
        Map<Integer, Object> value = message((byte[]) summary.getOrDefault(1, new byte[0]));
        return new Event(
                Double.longBitsToDouble((long) event.get(1)),
                (long) event.getOrDefault(2, 0L),
                text(event.get(3)),
                session.getOrDefault(1, 0L).equals(1L),
                text(value.get(1)),
                Float.intBitsToFloat((int) value.getOrDefault(2, 0)));
    }

    private static String text(Object bytes) {
        return bytes == null ? "" : new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** The fields of a message by their number, each of which comes once here. */
    private static Map<Integer, Object> message(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        Map<Integer, Object> fields = new TreeMap<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            Object value = switch ((int) (key & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> bytes(in, Math.toIntExact(varint(in)));
                case 5 -> in.getInt();
                default -> throw new AssertionError("no wire type " + (key & 7));
            };
            assertThat(fields.put((int) (key >>> 3), value)).isNull();
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static long masked(byte[] data) {
        int crc = -1;
        for (byte b : data) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 0 ? crc >>> 1 : (crc >>> 1) ^ CASTAGNOLI_REVERSED;
            }
        }
        long plain = Integer.toUnsignedLong(~crc);
        return (((plain >>> 15) | (plain << 17)) + MASK) & 0xffffffffL;
    }
}
