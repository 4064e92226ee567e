package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Predictions from the answers in a log. */
public final class PredictionLog extends LogDecoder<Prediction> {
    private static final Set<String> LISTS = Set.of("scores", "float_scores", "values", "texts");
    private static final Set<String> HALF_OR_SINGLE = Set.of("FP16", "BF16", "FP32");

    public PredictionLog(ServingLog log) {
        super(log, Prediction.class);
    }

    @Override
    LoggedEvent.Kind whole() {
        return LoggedEvent.Kind.PREDICTION;
    }

    @Override
    LoggedEvent.Kind payload() {
        return LoggedEvent.Kind.RESPONSE;
    }

    @Override
    String timeField() {
        return "event_time";
    }

    @Override
    void fill(ObjectNode object, Answer answer, int row, Map<String, String> attributes) throws DecodeException {
        String model = log.modelId().fill(attributes);
        if (model.isEmpty()) {
            throw new DecodeException(
                    Reason.MISSING_FIELD,
                    "the event does not name its model: '" + log.modelId().text() + "' is empty for it, which has "
                            + attributes.keySet() + "; give --log-model");
        }
        object.put("model_id", model);
        object.put("model_version", log.modelVersion().fill(attributes));
        if (log.fields().isEmpty()) {
            if (answer.outputs().size() == 1) {
                guess(object, answer.outputs().get(0), row);
            }
        } else {
            for (Map.Entry<String, String> field : log.fields().entrySet()) {
                Output output = find(answer.outputs(), field.getValue());
                set(object, field.getKey(), output.rows().get(row), output);
            }
        }
        ArrayNode tensors = object.putArray("outputs");
        for (Output output : answer.outputs()) {
            tensors.add(tensor(output, row));
        }
    }

    /** The only output serves every metric that could read it: numbers as scores and value, text as text and class. */
    private static void guess(ObjectNode object, Output output, int row) throws DecodeException {
        List<JsonNode> elements = output.rows().get(row);
        boolean single = elements.size() == 1;
        if (single && isText(elements.get(0), output)) {
            set(object, "text", elements, output);
            set(object, "label", elements, output);
            return;
        }
        set(object, "scores", elements, output);
        if (single) {
            set(object, "value", elements, output);
        }
    }

    private static boolean isText(JsonNode element, Output output) {
        return output.datatype().isEmpty()
                ? element.isTextual() && !isNumber(element)
                : output.datatype().equals("BYTES");
    }

    private static boolean isNumber(JsonNode element) {
        return Set.of("NaN", "Infinity", "-Infinity").contains(element.asText());
    }

    private static void set(ObjectNode object, String field, List<JsonNode> elements, Output output)
            throws DecodeException {
        if (LISTS.contains(field)) {
            // Thresholds are compared in the type that the model computed in.
            boolean single = field.equals("scores") && HALF_OR_SINGLE.contains(output.datatype());
            object.putArray(single ? "float_scores" : field).addAll(elements);
            return;
        }
        if (elements.size() != 1) {
            throw new DecodeException(
                    Reason.WRONG_WIDTH,
                    "output '" + output.name() + "' has " + elements.size() + " elements in a row; the field " + field
                            + " takes one, so read it as scores or values");
        }
        object.set(field, elements.get(0));
    }

    private static Output find(List<Output> outputs, String name) throws DecodeException {
        if (name.equals(ServingLog.ONLY) && outputs.size() == 1) {
            return outputs.get(0);
        }
        for (Output output : outputs) {
            if (output.name().equals(name)) {
                return output;
            }
        }
        throw new DecodeException(
                Reason.MISSING_FIELD,
                "the answer has no output '" + name + "'; it has "
                        + outputs.stream().map(Output::name).toList() + ", so name one of them in --log-field");
    }

    private static JsonNode tensor(Output output, int row) {
        List<JsonNode> elements = output.rows().get(row);
        ObjectNode tensor = JsonNodeFactory.instance.objectNode();
        boolean text = elements.stream().anyMatch(element -> element.isTextual() && !isNumber(element));
        tensor.put("name", output.name());
        tensor.put("datatype", !output.datatype().isEmpty() ? output.datatype() : text ? "BYTES" : "FP64");
        ArrayNode shape = tensor.putArray("shape");
        for (long dimension : output.shape()) {
            shape.add(dimension);
        }
        tensor.putArray("data").addAll(elements);
        return tensor;
    }
}
