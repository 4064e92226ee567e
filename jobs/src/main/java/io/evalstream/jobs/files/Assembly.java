package io.evalstream.jobs.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Puts the values of a row together to an object with the fields of a record. */
final class Assembly {
    private final Columns columns;

    /** The values of one row, in the types that fields want as far as they have their form. */
    interface Values {
        /** The value for a field; null if there is none. */
        @Nullable
        JsonNode field(int column, Schema.Field field);

        /** The value for one element of a field; null if there is none. */
        @Nullable
        JsonNode element(int column, Schema schema);

        /** The value for an entry of a map; null if there is none. */
        @Nullable
        JsonNode entry(int column, Schema schema);
    }

    Assembly(Columns columns) {
        this.columns = columns;
    }

    ObjectNode object(Values values) throws DecodeException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int column = 0; column < columns.count(); column++) {
            if (columns.target(column) instanceof Target.Whole whole) {
                JsonNode value = values.field(column, whole.field());
                if (value != null) {
                    object.set(whole.field().name(), value);
                }
            }
        }
        for (int column = 0; column < columns.count(); column++) {
            if (columns.target(column) instanceof Target.Entry entry) {
                JsonNode value = values.entry(column, entry.field().schema().getValueType());
                if (value != null && map(object, entry.field()) instanceof ObjectNode map) {
                    map.set(entry.key(), value);
                }
            }
        }
        for (Columns.Vector vector : columns.vectors()) {
            vector(object, vector, values);
        }
        return object;
    }

    /** The map as it is in the object; what is there and is no map stays, to be refused as such. */
    private static JsonNode map(ObjectNode object, Schema.Field field) {
        JsonNode there = object.get(field.name());
        return there != null ? there : object.putObject(field.name());
    }

    /** All elements of a vector are there, or none of them. */
    private void vector(ObjectNode object, Columns.Vector vector, Values values) throws DecodeException {
        Schema schema = Cells.present(vector.field().schema()).getElementType();
        ArrayNode elements = JsonNodeFactory.instance.arrayNode();
        int empty = -1;
        for (int column : vector.columns()) {
            JsonNode value = values.element(column, schema);
            if (value == null) {
                empty = column;
            } else {
                elements.add(value);
            }
        }
        if (elements.isEmpty()) {
            return;
        }
        if (empty >= 0) {
            throw new DecodeException(
                    Reason.WRONG_WIDTH,
                    columns.name(empty) + " is empty, but other "
                            + vector.field().name() + " are not; fill in all of them or none");
        }
        object.set(vector.field().name(), elements);
    }
}
