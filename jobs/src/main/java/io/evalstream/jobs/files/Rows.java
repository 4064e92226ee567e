package io.evalstream.jobs.files;

import io.evalstream.schemas.DecodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The rows of a file, one after the other. */
interface Rows<T extends SpecificRecord> {

    /** The next row that is not blank; null at the end. */
    @Nullable
    FileRecord<T> next() throws IOException;

    /** Names of the columns, where the file has a header. */
    default List<String> columns() {
        return List.of();
    }

    /** Makes the record of a row. */
    interface Parser<T> {
        T parse(ByteBuffer row) throws DecodeException;
    }

    /** A row with the record that the parser makes of it, or with the reason why there is none. */
    static <T> FileRecord<T> read(long line, ByteBuffer row, Parser<T> parser) {
        try {
            return new FileRecord.Good<>(parser.parse(row), line, row);
        } catch (DecodeException e) {
            return new FileRecord.Bad<>(e.reason(), String.valueOf(e.getMessage()), line, row);
        }
    }

    static boolean isBlank(ByteBuffer row) {
        for (int i = row.position(); i < row.limit(); i++) {
            if (row.get(i) != ' ' && row.get(i) != '\t') {
                return false;
            }
        }
        return true;
    }
}
