package io.evalstream.jobs.files;

import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.GZIPInputStream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Predictions or labels from a file, row by row, in the order of the file. A row that cannot be read comes as such and the
 * next one follows; only a file that cannot be read at all, or whose columns cannot make records, is refused when it is
 * opened.
 *
 * <p>The names of columns are those of the schema's fields and their aliases, and:
 *
 * <ul>
 *   <li>{@code score} is the only one of {@code scores}, {@code score_0}, {@code score_1}, ... are its elements; likewise
 *       {@code float_score_0}, {@code value_0}, {@code prediction_0} and, for labels, {@code label_0};
 *   <li>any other column is a feature of the prediction (a number if it reads as one) or a tag of the label;
 *   <li>a mapping from columns to these names overrides them; {@code features.NAME} names a feature, {@code -} leaves a
 *       column out.
 * </ul>
 *
 * <p>Times are milliseconds since 1970 or ISO-8601 with a zone. An empty cell is no value. Files whose names end with
 * {@code .gz} are decompressed.
 */
public final class RecordFile<T extends SpecificRecord> implements Iterator<FileRecord<T>>, AutoCloseable {
    private final String name;
    private final CountedStream bytes;
    private final InputStream in;
    private final long size;
    private final Rows<T> rows;
    private @Nullable FileRecord<T> next;

    private RecordFile(String name, CountedStream bytes, boolean compressed, long size, Source<T> source)
            throws IOException {
        this.name = name;
        this.bytes = bytes;
        this.size = size;
        this.in = compressed ? new GZIPInputStream(bytes) : bytes;
        this.rows = source.open(new Lines(in));
        this.next = rows.next();
    }

    private interface Source<T extends SpecificRecord> {
        Rows<T> open(Lines lines) throws IOException;
    }

    /**
     * The predictions in a file.
     *
     * @param mapping names of columns to names of fields, for columns whose own names mean something else
     * @throws IllegalArgumentException if the file is not there, or its columns cannot make predictions
     */
    public static RecordFile<Prediction> predictions(Path file, Map<String, String> mapping) {
        return open(file, RecordKind.PREDICTIONS, mapping);
    }

    /**
     * The labels in a file.
     *
     * @param mapping names of columns to names of fields, for columns whose own names mean something else
     * @throws IllegalArgumentException if the file is not there, or its columns cannot make labels
     */
    public static RecordFile<Label> labels(Path file, Map<String, String> mapping) {
        return open(file, RecordKind.LABELS, mapping);
    }

    /**
     * The predictions in a stream of uncompressed bytes.
     *
     * @param name what errors call the stream
     */
    public static RecordFile<Prediction> predictions(
            InputStream in, String name, FileFormat format, Map<String, String> mapping) {
        return open(new CountedStream(in), name, -1, false, format, RecordKind.PREDICTIONS, mapping);
    }

    /**
     * The labels in a stream of uncompressed bytes.
     *
     * @param name what errors call the stream
     */
    public static RecordFile<Label> labels(
            InputStream in, String name, FileFormat format, Map<String, String> mapping) {
        return open(new CountedStream(in), name, -1, false, format, RecordKind.LABELS, mapping);
    }

    private static <T extends SpecificRecord> RecordFile<T> open(
            Path file, RecordKind<T> kind, Map<String, String> mapping) {
        FileFormat format = FileFormat.of(file);
        CountedStream bytes;
        long size;
        try {
            size = Files.size(file);
            bytes = new CountedStream(Files.newInputStream(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("there is no file " + file + "; check its path", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file " + file + " cannot be read: " + e.getMessage(), e);
        }
        return open(bytes, file.toString(), size, FileFormat.isCompressed(file), format, kind, mapping);
    }

    private static <T extends SpecificRecord> RecordFile<T> open(
            CountedStream bytes,
            String name,
            long size,
            boolean compressed,
            FileFormat format,
            RecordKind<T> kind,
            Map<String, String> mapping) {
        Source<T> source = switch (format) {
            case CSV -> lines -> new CsvTable<>(lines, kind, mapping);
            case JSON_LINES -> lines -> new JsonLines<>(lines, kind, mapping);
        };
        try {
            return new RecordFile<>(name, bytes, compressed, size, source);
        } catch (IOException e) {
            closeQuietly(bytes);
            throw new IllegalArgumentException(name + " cannot be read: " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            closeQuietly(bytes);
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static void closeQuietly(InputStream in) {
        try {
            in.close();
        } catch (IOException e) {
            // The reason why it is closed is told already.
        }
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public FileRecord<T> next() {
        FileRecord<T> current = next;
        if (current == null) {
            throw new NoSuchElementException("the end of " + name);
        }
        try {
            next = rows.next();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read on after line " + current.line(), e);
        }
        return current;
    }

    /** Names of the columns as the file's header gives them; none for JSON lines, which have no header. */
    public List<String> columns() {
        return rows.columns();
    }

    /** How many bytes of the file have been read, for showing how far it is. */
    public long position() {
        return bytes.count;
    }

    /** How many bytes the file has; −1 if nobody knows. */
    public long size() {
        return size;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be closed", e);
        }
    }

    private static final class CountedStream extends FilterInputStream {
        private long count;

        CountedStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
