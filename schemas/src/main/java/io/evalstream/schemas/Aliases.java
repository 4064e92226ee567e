package io.evalstream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/**
 * Finds the fields of our records in records of other people.
 *
 * <p>Avro has a rule for this, but it wants the records to have the same name, and fails if a record has a field and its
 * alias too: {@code model} beside {@code model_id}. Here the record's name does not matter, a field's own name wins over
 * its aliases, and they win in the order in which the schema lists them.
 */
final class Aliases {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Aliases() {}

    /** Our schema without aliases, so that Avro does not apply its own rule. */
    static Schema without(Schema ours) {
        try {
            JsonNode tree = MAPPER.readTree(ours.toString());
            tree.findParents("aliases").forEach(node -> ((ObjectNode) node).remove("aliases"));
            return new Schema.Parser().parse(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON", e);
        }
    }

    /** The schema that was written with, its fields renamed to ours. */
    static Schema apply(Schema written, Schema ours) {
        if (written.getType() != Schema.Type.RECORD) {
            return written;
        }
        List<Schema.Field> fields = new ArrayList<>();
        for (Schema.Field field : written.getFields()) {
            fields.add(new Schema.Field(field, field.schema()));
        }
        for (Schema.Field field : ours.getFields()) {
            find(field, written).ifPresent(found -> {
                Schema.Field old = fields.get(found.pos());
                fields.set(found.pos(), new Schema.Field(field.name(), old.schema(), old.doc()));
            });
        }
        Schema renamed = Schema.createRecord(written.getName(), written.getDoc(), written.getNamespace(), false);
        renamed.setFields(fields);
        return renamed;
    }

    /** The field of ours that was not written and cannot be left out. */
    static Optional<Schema.Field> missing(Schema written, Schema ours) {
        if (written.getType() != Schema.Type.RECORD) {
            return Optional.empty();
        }
        return ours.getFields().stream()
                .filter(field ->
                        !field.hasDefaultValue() && find(field, written).isEmpty())
                .findFirst();
    }

    private static Optional<Schema.Field> find(Schema.Field field, Schema written) {
        Schema.Field found = written.getField(field.name());
        for (String alias : field.aliases()) {
            if (found == null) {
                found = written.getField(alias);
            }
        }
        return Optional.ofNullable(found);
    }

    /** What to say about a field that is not there. */
    static String missing(Schema.Field field, Schema ours) {
        String names = field.aliases().isEmpty()
                ? ""
                : " (or " + field.aliases().stream().sorted().collect(Collectors.joining(", ")) + ")";
        return "has no " + field.name() + names + "; add it to each " + ours.getName() + ": " + field.doc();
    }
}
