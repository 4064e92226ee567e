package io.evalstream.jobs.files;

import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * What a file holds.
 *
 * @param elements names of columns for a single element, or with {@code _0}, {@code _1}, ... for one of several, and the
 *     field that the elements belong to
 * @param others the field for all columns that are no field
 */
record RecordKind<T extends SpecificRecord>(
        Class<T> type, Schema schema, Map<String, String> elements, Schema.Field others) {

    static final RecordKind<Prediction> PREDICTIONS = new RecordKind<>(
            Prediction.class,
            Prediction.getClassSchema(),
            Map.of(
                    "score", "scores",
                    "float_score", "float_scores",
                    "value", "values",
                    "prediction", "values"),
            Prediction.getClassSchema().getField("features"));

    static final RecordKind<Label> LABELS = new RecordKind<>(
            Label.class,
            Label.getClassSchema(),
            Map.of("label", "labels", "actual", "labels"),
            Label.getClassSchema().getField("tags"));
}
