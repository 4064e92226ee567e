package io.evalstream.jobs.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the lines of a CSV file together to rows: a line break within quotes belongs to its row.
 *
 * <p>A quote that nobody closes would take the rest of the file with it. So a row ends after a number of lines; if the quote
 * is still open then, the first line is a row of its own, a broken one, and reading goes on with the second.
 */
final class CsvRows {
    private static final int LINES_OF_A_ROW = 1000;

    private final Lines lines;
    private final byte separator;

    /** A row as it stands in the file; broken if a quote stays open. */
    record Row(long line, ByteBuffer raw, boolean broken) {}

    CsvRows(Lines lines, char separator) {
        this.lines = lines;
        this.separator = (byte) separator;
    }

    @Nullable
    Row next() throws IOException {
        Lines.Line first = lines.next();
        if (first == null) {
            return null;
        }
        boolean open = leavesOpen(first.bytes(), false);
        if (!open) {
            return new Row(first.number(), first.bytes(), false);
        }
        List<Lines.Line> rest = new ArrayList<>();
        while (open && rest.size() < LINES_OF_A_ROW) {
            Lines.Line line = lines.next();
            if (line == null) {
                break;
            }
            rest.add(line);
            open = leavesOpen(line.bytes(), true);
        }
        if (open) {
            for (int i = rest.size() - 1; i >= 0; i--) {
                lines.putBack(rest.get(i));
            }
            return new Row(first.number(), first.bytes(), true);
        }
        return new Row(first.number(), join(first, rest), false);
    }

    /** Whether a quote is open at the end of a line, given whether one is at its start. */
    private boolean leavesOpen(ByteBuffer line, boolean openAtStart) {
        boolean open = openAtStart;
        boolean atStart = !openAtStart;
        for (int i = 0; i < line.limit(); i++) {
            byte b = line.get(i);
            if (open) {
                if (b == '"' && i + 1 < line.limit() && line.get(i + 1) == '"') {
                    i++;
                } else {
                    open = b != '"';
                }
            } else if (b == separator) {
                atStart = true;
            } else {
                open = b == '"' && atStart;
                atStart = false;
            }
        }
        return open;
    }

    private static ByteBuffer join(Lines.Line first, List<Lines.Line> rest) {
        int size = first.bytes().remaining();
        for (Lines.Line line : rest) {
            size += 1 + line.bytes().remaining();
        }
        ByteBuffer row = ByteBuffer.allocate(size).put(first.bytes());
        for (Lines.Line line : rest) {
            row.put((byte) '\n').put(line.bytes());
        }
        return row.flip();
    }
}
