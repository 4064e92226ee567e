package io.evalstream.jobs.serving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.JsonCodec;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Turns records of a log into predictions or labels.
 *
 * <p>An answer with one row is one prediction, under the id of its request; one with several is as many, under the id with
 * {@code #} and the number of the row, from 0. An event of another kind than is looked for is nothing, so that one topic
 * may carry requests, answers and feedback, and be read both for predictions and for labels.
 */
public abstract class LogDecoder<T extends SpecificRecord> {
    final ServingLog log;
    private final JsonCodec<T> codec;

    LogDecoder(ServingLog log, Class<T> type) {
        this.log = log;
        this.codec = new JsonCodec<>(type);
    }

    /**
     * Hands out the rows of a record.
     *
     * @param rows takes each row
     * @param faults takes what is wrong with a row, whereas the others are handed out
     * @return whether the record is of the kind that is looked for
     * @throws DecodeException if nothing of the record can be read
     */
    public final boolean decode(LoggedRecord record, Consumer<T> rows, Consumer<DecodeException> faults)
            throws DecodeException {
        Set<LoggedEvent.Kind> wanted = EnumSet.of(whole(), payload());
        LoggedEvent event = switch (log.format()) {
            case CLOUDEVENTS -> CloudEvents.open(record, wanted);
            case SELDON -> SeldonLog.open(record, wanted);
            case SAGEMAKER -> SageMakerCapture.open(record, wanted);
        };
        if (event.kind() == whole()) {
            rows.accept(codec.decode(ours(event, record)));
            return true;
        }
        if (event.kind() != payload()) {
            return false;
        }
        Answer answer = Answer.of(event.body(), log.batched());
        Map<String, String> attributes = new TreeMap<>(answer.attributes());
        attributes.putAll(event.attributes());
        int count = answer.rows();
        for (int row = 0; row < count; row++) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            String id = log.predictionId().fill(attributes);
            object.put("prediction_id", count == 1 || id.isEmpty() ? id : id + "#" + row);
            time(event, record, object, timeField());
            try {
                fill(object, answer, row, attributes);
                rows.accept(codec.decode(object));
            } catch (DecodeException e) {
                faults.accept(
                        count == 1
                                ? e
                                : new DecodeException(
                                        e.reason(), "row " + row + " of " + count + ": " + e.getMessage()));
            }
        }
        return true;
    }

    /** The kind of event whose payload is a record of ours as it stands. */
    abstract LoggedEvent.Kind whole();

    /** The kind of event whose payload has rows. */
    abstract LoggedEvent.Kind payload();

    /** The field with the time. */
    abstract String timeField();

    /** Fills in what a row says. */
    abstract void fill(ObjectNode object, Answer answer, int row, Map<String, String> attributes)
            throws DecodeException;

    /** A record of ours in the payload, to which the event lends its id and time where it has none itself. */
    private ObjectNode ours(LoggedEvent event, LoggedRecord record) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("prediction_id", log.predictionId().fill(event.attributes()));
        time(event, record, object, timeField());
        event.body().properties().forEach(field -> object.set(field.getKey(), field.getValue()));
        return object;
    }

    private static void time(LoggedEvent event, LoggedRecord record, ObjectNode object, String field) {
        JsonNode time = event.time();
        if (!time.isMissingNode() && !time.isNull()) {
            object.set(field, time);
        } else if (record.timestamp() >= 0) {
            object.put(field, record.timestamp());
        }
    }
}
