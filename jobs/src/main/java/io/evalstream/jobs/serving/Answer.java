package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a model answered, in any of the shapes that serving platforms use: the Open Inference Protocol (V2) with typed,
 * named tensors; the V1 protocol with a list of {@code predictions}; Seldon's own messages.
 *
 * @param attributes what the payload says about itself: {@code model_name}, {@code model_version}, {@code response_id}
 */
record Answer(List<Output> outputs, Map<String, String> attributes) {

    /** The name of an output that the payload does not name. */
    static final String UNNAMED = "predictions";

    static Answer of(JsonNode body, boolean batched) throws DecodeException {
        if (body.path("outputs").isArray()) {
            return new Answer(tensors(body.path("outputs"), batched), described(body));
        }
        if (body.has("predictions")) {
            return new Answer(rows(body.path("predictions"), batched), Map.of());
        }
        if (body.isArray() || body.isValueNode()) {
            return new Answer(rows(body, batched), Map.of());
        }
        JsonNode data = body.path("data");
        if (data.path("tensor").isObject()) {
            JsonNode tensor = data.path("tensor");
            return new Answer(
                    List.of(Output.of(UNNAMED, "", shape(tensor), Output.flat(tensor.path("values")), batched)),
                    Map.of());
        }
        if (data.path("ndarray").isArray()) {
            return new Answer(rows(data.path("ndarray"), batched), Map.of());
        }
        if (body.path("strData").isTextual()) {
            return new Answer(rows(body.path("strData"), batched), Map.of());
        }
        throw new DecodeException(
                Reason.UNDECODABLE,
                "the payload has none of outputs (V2), predictions (V1), data.tensor, data.ndarray and strData (Seldon);"
                        + " it has the fields " + names(body));
    }

    /** How many rows there are; all outputs have as many. */
    int rows() throws DecodeException {
        if (outputs.isEmpty()) {
            throw new DecodeException(Reason.MISSING_FIELD, "the payload has no outputs; expected at least one");
        }
        int rows = outputs.get(0).rows().size();
        if (rows == 0) {
            throw new DecodeException(Reason.MISSING_FIELD, "the payload has no rows; expected at least one");
        }
        for (Output output : outputs) {
            if (output.rows().size() != rows) {
                throw new DecodeException(
                        Reason.WRONG_WIDTH,
                        "output '" + output.name() + "' has " + output.rows().size() + " rows and output '"
                                + outputs.get(0).name() + "' has " + rows
                                + "; the first dimension of each must be the batch (or use --log-unbatched)");
            }
        }
        return rows;
    }

    private static Map<String, String> described(JsonNode body) {
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("model_name", body.path("model_name").asText(""));
        attributes.put("model_version", body.path("model_version").asText(""));
        attributes.put("response_id", body.path("id").asText(""));
        return attributes;
    }

    private static List<Output> tensors(JsonNode tensors, boolean batched) throws DecodeException {
        List<Output> outputs = new ArrayList<>();
        for (JsonNode tensor : tensors) {
            String name = tensor.path("name").asText("");
            if (!tensor.path("data").isArray()) {
                throw new DecodeException(
                        Reason.MISSING_FIELD,
                        "output '" + name + "' has no data in JSON; the binary extension of the protocol cannot be read"
                                + " from a log, so let the client ask for JSON");
            }
            outputs.add(Output.of(
                    name,
                    tensor.path("datatype").asText(""),
                    shape(tensor),
                    Output.flat(tensor.path("data")),
                    batched));
        }
        return outputs;
    }

    private static List<Long> shape(JsonNode tensor) {
        List<Long> shape = new ArrayList<>();
        tensor.path("shape").forEach(dimension -> shape.add(dimension.asLong()));
        return shape;
    }

    /** Rows without a shape: numbers, arrays, or objects with a value for each of several outputs. */
    private static List<Output> rows(JsonNode node, boolean batched) throws DecodeException {
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        if (batched && node.isArray()) {
            rows.addAll((ArrayNode) node);
        } else {
            rows.add(node);
        }
        if (rows.isEmpty() || !rows.get(0).isObject()) {
            return List.of(column(UNNAMED, rows));
        }
        List<Output> outputs = new ArrayList<>();
        for (Map.Entry<String, JsonNode> first : rows.get(0).properties()) {
            ArrayNode column = JsonNodeFactory.instance.arrayNode();
            for (JsonNode row : rows) {
                if (!row.has(first.getKey())) {
                    throw new DecodeException(
                            Reason.MISSING_FIELD,
                            "row " + column.size() + " of predictions has no '" + first.getKey()
                                    + "', which row 0 has; expected the same outputs in each row");
                }
                column.add(row.get(first.getKey()));
            }
            outputs.add(column(first.getKey(), column));
        }
        return outputs;
    }

    private static Output column(String name, ArrayNode rows) {
        List<List<JsonNode>> cut = new ArrayList<>();
        boolean nested = false;
        for (JsonNode row : rows) {
            nested |= row.isArray();
            cut.add(Output.flat(row));
        }
        List<Long> shape = nested ? List.of((long) cut.get(0).size()) : List.of();
        return new Output(name, "", shape, cut);
    }

    private static List<String> names(JsonNode body) {
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
