package io.evalstream.jobs.files;

import io.evalstream.schemas.Reason;
import java.nio.ByteBuffer;

/** One row of a file: the record in it, or why there is none. */
public sealed interface FileRecord<T> {

    /** The line that the row begins on; the first line of the file is 1. */
    long line();

    /** The row as it stands in the file, without its line break; to be read, not changed. */
    ByteBuffer raw();

    /** A row that is a record. */
    record Good<T>(T record, long line, ByteBuffer raw) implements FileRecord<T> {}

    /**
     * A row that is none.
     *
     * @param message what was found, what was expected and what to do
     */
    record Bad<T>(Reason reason, String message, long line, ByteBuffer raw) implements FileRecord<T> {}
}
