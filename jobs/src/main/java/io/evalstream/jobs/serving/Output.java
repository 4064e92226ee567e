package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * One output of a model, cut into rows.
 *
 * @param datatype the type of an element as the Open Inference Protocol names it; empty where the payload does not say
 * @param shape the size of each dimension of a row
 * @param rows the elements of each row, row-major
 */
record Output(String name, String datatype, List<Long> shape, List<List<JsonNode>> rows) {

    /** Cuts a tensor along its first dimension; a tensor that is not batched is a row of its own. */
    static Output of(String name, String datatype, List<Long> shape, List<JsonNode> elements, boolean batched)
            throws DecodeException {
        long size = 1;
        for (long dimension : shape) {
            size *= Math.max(0, dimension);
        }
        if (size != elements.size()) {
            throw new DecodeException(
                    Reason.WRONG_WIDTH,
                    "output '" + name + "' has " + elements.size() + " elements, but its shape " + shape + " has "
                            + size + "; send as many as the shape says");
        }
        if (!batched || shape.isEmpty()) {
            return new Output(name, datatype, shape, List.of(elements));
        }
        int rows = Math.toIntExact(shape.get(0));
        int width = rows == 0 ? 0 : elements.size() / rows;
        List<List<JsonNode>> cut = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            cut.add(elements.subList(row * width, (row + 1) * width));
        }
        return new Output(name, datatype, shape.subList(1, shape.size()), cut);
    }

    /** The elements of a node, however deeply its arrays are nested. */
    static List<JsonNode> flat(JsonNode node) {
        List<JsonNode> leaves = new ArrayList<>();
        flatten(node, leaves);
        return leaves;
    }

    private static void flatten(JsonNode node, List<JsonNode> leaves) {
        if (node.isArray()) {
            node.forEach(element -> flatten(element, leaves));
        } else {
            leaves.add(node);
        }
    }
}
