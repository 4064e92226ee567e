package io.evalstream.jobs.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The lines of a file as bytes, numbered from 1; lines can be put back. */
final class Lines {
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final Deque<Line> returned = new ArrayDeque<>();
    private int position;
    private int limit;
    private long number;

    /** A line without its line break. */
    record Line(long number, ByteBuffer bytes) {}

    Lines(InputStream in) {
        this.in = in;
    }

    /** The next line; null at the end. */
    @Nullable
    Line next() throws IOException {
        Line line = returned.poll();
        return line != null ? line : read();
    }

    /** Gives a line back, to be the next one. */
    void putBack(Line line) {
        returned.push(line);
    }

    private @Nullable Line read() throws IOException {
        ByteArrayOutputStream longLine = null;
        while (true) {
            if (position == limit && !fill()) {
                return longLine == null ? null : line(longLine.toByteArray(), 0, longLine.size());
            }
            int start = position;
            while (position < limit && buffer[position] != '\n') {
                position++;
            }
            if (position < limit) {
                int end = position++;
                if (longLine == null) {
                    return line(buffer, start, end);
                }
                longLine.write(buffer, start, end - start);
                return line(longLine.toByteArray(), 0, longLine.size());
            }
            longLine = longLine == null ? new ByteArrayOutputStream() : longLine;
            longLine.write(buffer, start, position - start);
        }
    }

    private Line line(byte[] bytes, int start, int end) {
        int length = (end > start && bytes[end - 1] == '\r' ? end - 1 : end) - start;
        byte[] copy = new byte[length];
        System.arraycopy(bytes, start, copy, 0, length);
        return new Line(++number, ByteBuffer.wrap(copy));
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }
}
