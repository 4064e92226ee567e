package io.evalstream.jobs.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A CSV file: its header decides once what each column means, then each row is read by itself. */
final class CsvTable<T extends SpecificRecord> implements Rows<T> {
    private static final CsvMapper MAPPER = CsvMapper.builder()
            // An empty cell says nothing; "" in quotes is an empty text.
            .enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL)
            .build();

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final CsvRows rows;
    private final ObjectReader reader;
    private final JsonCodec<T> codec;
    private final Columns columns;
    private final Assembly assembly;

    /**
     * Reads the header.
     *
     * @throws IllegalArgumentException if there is none, or records cannot be made of such columns
     */
    CsvTable(Lines lines, RecordKind<T> kind, Map<String, String> mapping) throws IOException {
        Lines.Line first = lines.next();
        if (first == null) {
            throw new IllegalArgumentException("the file is empty; expected a header with the names of the columns");
        }
        char separator = separator(first.bytes());
        lines.putBack(first);
        this.rows = new CsvRows(lines, separator);
        this.reader =
                MAPPER.readerFor(String[].class).with(CsvSchema.emptySchema().withColumnSeparator(separator));
        this.codec = new JsonCodec<>(kind.type());
        this.columns = Columns.of(kind, Arrays.asList(header()), mapping);
        columns.requireComplete();
        this.assembly = new Assembly(columns);
    }

    @Override
    public List<String> columns() {
        return columns.names();
    }

    private String[] header() throws IOException {
        CsvRows.Row row = rows.next();
        try {
            @Nullable String[] cells = row == null || row.broken() ? new String[0] : cells(row.raw());
            String[] names = new String[cells.length];
            for (int i = 0; i < names.length; i++) {
                String cell = cells[i];
                names[i] = cell == null ? "" : cell.replace(BYTE_ORDER_MARK, "").strip();
                if (names[i].isEmpty()) {
                    throw new IllegalArgumentException(
                            "column " + (i + 1) + " has no name in the header; give it one, or remove it");
                }
            }
            return names;
        } catch (DecodeException e) {
            throw new IllegalArgumentException("the header cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public @Nullable FileRecord<T> next() throws IOException {
        while (true) {
            CsvRows.Row row = rows.next();
            if (row == null) {
                return null;
            }
            if (row.broken()) {
                return new FileRecord.Bad<>(
                        Reason.UNDECODABLE,
                        "a quote is opened and not closed; close it, or write a quote within quotes twice",
                        row.line(),
                        row.raw());
            }
            if (!Rows.isBlank(row.raw())) {
                return Rows.read(row.line(), row.raw(), this::parse);
            }
        }
    }

    private T parse(ByteBuffer row) throws DecodeException {
        @Nullable String[] cells = cells(row);
        if (cells.length != columns.count()) {
            throw new DecodeException(
                    Reason.WRONG_WIDTH,
                    "the row has " + cells.length + " cells; expected " + columns.count()
                            + " as in the header; put a cell that contains the separator in quotes");
        }
        return codec.decode(assembly.object(new Texts(Arrays.asList(cells))));
    }

    /** The texts in the cells of a row. */
    private record Texts(List<@Nullable String> cells) implements Assembly.Values {
        @Override
        public @Nullable JsonNode field(int column, Schema.Field field) {
            String cell = cells.get(column);
            if (cell != null && cell.isEmpty() && field.name().equals("text")) {
                // A model may well generate nothing.
                return TextNode.valueOf(cell);
            }
            return cell == null ? null : Cells.read(field.schema(), cell);
        }

        @Override
        public @Nullable JsonNode element(int column, Schema schema) {
            String cell = cells.get(column);
            return cell == null ? null : Cells.read(schema, cell);
        }

        @Override
        public @Nullable JsonNode entry(int column, Schema schema) {
            String cell = cells.get(column);
            if (cell == null) {
                return null;
            }
            return schema.getType() == Schema.Type.STRING ? TextNode.valueOf(cell) : Cells.guess(cell);
        }
    }

    private @Nullable String[] cells(ByteBuffer row) throws DecodeException {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(row.duplicate()).toString();
            return reader.readValue(text);
        } catch (CharacterCodingException e) {
            throw new DecodeException(Reason.UNDECODABLE, "the row is not UTF-8; save the file in that encoding", e);
        } catch (JsonProcessingException e) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the row is not CSV: "
                            + e.getOriginalMessage().lines().findFirst().orElse("")
                            + "; put cells with quotes or separators in quotes, and quotes within them twice",
                    e);
        }
    }

    /** The separator that the header uses most; a comma before others. */
    private static char separator(ByteBuffer header) {
        String text = StandardCharsets.UTF_8.decode(header.duplicate()).toString();
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(text, candidate) > count(text, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }
}
