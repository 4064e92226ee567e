package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.schemas.Label;
import java.util.List;
import java.util.Map;

/** Labels from the feedback and the ground truth in a log. */
public final class LabelLog extends LogDecoder<Label> {

    public LabelLog(ServingLog log) {
        super(log, Label.class);
    }

    @Override
    LoggedEvent.Kind whole() {
        return LoggedEvent.Kind.LABEL;
    }

    @Override
    LoggedEvent.Kind payload() {
        return LoggedEvent.Kind.TRUTH;
    }

    @Override
    String timeField() {
        return "label_time";
    }

    @Override
    void fill(ObjectNode object, Answer answer, int row, Map<String, String> attributes) {
        List<JsonNode> elements = answer.outputs().get(0).rows().get(row);
        if (elements.size() == 1) {
            object.set("label", elements.get(0));
        } else {
            object.putArray("labels").addAll(elements);
        }
        String model = log.modelId().fill(attributes);
        if (!model.isEmpty()) {
            object.put("model_id", model);
        }
    }
}
