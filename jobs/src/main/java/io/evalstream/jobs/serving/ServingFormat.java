package io.evalstream.jobs.serving;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Whose logs a topic carries. */
public enum ServingFormat {
    /** CloudEvents, in binary or structured mode, as the inference loggers of KServe and Seldon Core send them. */
    CLOUDEVENTS,
    /** What Seldon Core 1 writes to Kafka itself: headers without a prefix, among them the feedback. */
    SELDON,
    /** Records of SageMaker's data capture, and its ground truth. */
    SAGEMAKER;

    /** The format of that name, in lower case; empty where there is none. */
    public static Optional<ServingFormat> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.toString().equals(name))
                .findFirst();
    }

    /** Where a prediction's id is found unless somebody says otherwise. */
    Template predictionId() {
        return Template.of(
                switch (this) {
                    // Seldon gives each event an id of its own and each request another; KServe has the one id.
                    case CLOUDEVENTS -> "{requestid|id}";
                    case SELDON -> "{requestid}";
                    case SAGEMAKER -> "{inferenceid|eventid}";
                });
    }

    /** Where the model's id is found unless somebody says otherwise. */
    Template modelId() {
        return Template.of(
                switch (this) {
                    // A Seldon graph answers one request with several models.
                    case CLOUDEVENTS -> "{modelid|inferenceservicename|model_name}";
                    case SELDON -> "{modelid|inferenceservicename}";
                    case SAGEMAKER -> "";
                });
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
