package io.evalstream.jobs.serving;

import io.evalstream.schemas.Prediction;
import java.io.Serializable;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How the logs of a serving platform are read.
 *
 * @param predictionId the id of a prediction, and of the truth about it
 * @param modelId the model that answered
 * @param modelVersion its version; empty where versions are not told apart
 * @param fields which output is which field of a {@link Prediction}; {@code *} is the only output, whatever its name
 * @param batched whether the first dimension of an output counts rows; else an answer is one row
 */
public record ServingLog(
        ServingFormat format,
        Template predictionId,
        Template modelId,
        Template modelVersion,
        Map<String, String> fields,
        boolean batched)
        implements Serializable {

    /** The fields of a prediction that an output can be. */
    public static final Set<String> FIELDS =
            Set.of("scores", "float_scores", "label", "value", "values", "text", "texts");

    /** The only output, whatever its name. */
    static final String ONLY = "*";

    public ServingLog {
        for (String field : fields.keySet()) {
            if (!FIELDS.contains(field)) {
                throw new IllegalArgumentException("'" + field + "' is no field of a prediction that an output can be;"
                        + " use one of " + String.join(", ", new TreeSet<>(FIELDS)));
            }
        }
        if (modelId.text().isEmpty()) {
            throw new IllegalArgumentException("records of the format " + format
                    + " do not say which model answered; give --log-model NAME, or {header} for a header that does");
        }
        // A plain map, as it travels with the job.
        fields = new TreeMap<>(fields);
    }

    /** What is read where nobody says otherwise; null stands for that in each place. */
    public static ServingLog of(
            ServingFormat format,
            @Nullable Template predictionId,
            @Nullable Template modelId,
            @Nullable Template modelVersion,
            Map<String, String> fields,
            boolean batched) {
        return new ServingLog(
                format,
                predictionId == null ? format.predictionId() : predictionId,
                modelId == null ? format.modelId() : modelId,
                modelVersion == null ? Template.of("{model_version}") : modelVersion,
                fields,
                batched);
    }
}
