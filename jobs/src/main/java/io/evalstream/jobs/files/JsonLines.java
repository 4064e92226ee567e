package io.evalstream.jobs.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A file with a JSON object on each line. Names mean what the names of columns mean; a name that is no field and holds an
 * object or array is left out, as it is from a topic.
 */
final class JsonLines<T extends SpecificRecord> implements Rows<T> {
    private static final int SHAPES_KEPT = 1000;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final Lines lines;
    private final RecordKind<T> kind;
    private final Map<String, String> mapping;
    private final JsonCodec<T> codec;

    /** What the names mean that stood together in one object; most files have one such list of names, or a few. */
    private final Map<List<String>, Assembly> shapes = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Assembly> eldest) {
            return size() > SHAPES_KEPT;
        }
    };

    JsonLines(Lines lines, RecordKind<T> kind, Map<String, String> mapping) {
        this.lines = lines;
        this.kind = kind;
        this.mapping = mapping;
        this.codec = new JsonCodec<>(kind.type());
    }

    @Override
    public @Nullable FileRecord<T> next() throws IOException {
        while (true) {
            Lines.Line line = lines.next();
            if (line == null) {
                return null;
            }
            if (!Rows.isBlank(line.bytes())) {
                return Rows.read(line.number(), line.bytes(), this::parse);
            }
        }
    }

    private T parse(ByteBuffer row) throws DecodeException {
        JsonNode tree = tree(row);
        if (!(tree instanceof ObjectNode object)) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the line is JSON, but no object; write one object with the fields of a "
                            + kind.schema().getName() + " on each line");
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        Assembly assembly = shapes.get(names);
        if (assembly == null) {
            assembly = assembly(names);
            shapes.put(names, assembly);
        }
        return codec.decode(assembly.object(new Members(object, names)));
    }

    private Assembly assembly(List<String> names) throws DecodeException {
        try {
            return new Assembly(Columns.of(kind, names, mapping));
        } catch (IllegalArgumentException e) {
            throw new DecodeException(Reason.WRONG_WIDTH, String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonNode tree(ByteBuffer row) throws DecodeException {
        try {
            return MAPPER.readTree(
                    StandardCharsets.UTF_8.newDecoder().decode(row.duplicate()).toString());
        } catch (JsonProcessingException e) {
            throw new DecodeException(
                    Reason.UNDECODABLE,
                    "the line is not JSON: "
                            + e.getOriginalMessage().lines().findFirst().orElse("") + "; write one object on each line",
                    e);
        } catch (CharacterCodingException e) {
            throw new DecodeException(Reason.UNDECODABLE, "the line is not UTF-8; save the file in that encoding", e);
        }
    }

    /** The values of an object are what they are; only those of maps may need another form. */
    private record Members(ObjectNode object, List<String> names) implements Assembly.Values {
        @Override
        public @Nullable JsonNode field(int column, Schema.Field field) {
            return value(column);
        }

        @Override
        public @Nullable JsonNode element(int column, Schema schema) {
            return value(column);
        }

        @Override
        public @Nullable JsonNode entry(int column, Schema schema) {
            JsonNode value = value(column);
            if (value == null || value.isContainerNode()) {
                return null;
            }
            return schema.getType() == Schema.Type.STRING ? TextNode.valueOf(value.asText()) : value;
        }

        private @Nullable JsonNode value(int column) {
            JsonNode value = object.get(names.get(column));
            return value == null || value.isNull() ? null : value;
        }
    }
}
