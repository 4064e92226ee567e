package io.evalstream.operators.stream;

/** Ids under which predictions and labels meet: the label scope and the prediction id. */
public final class JoinIds {

    private static final char SEPARATOR = '\0';

    private JoinIds() {}

    /** For plans in which one label serves every model. */
    public static String ofTopic(String predictionId) {
        return SEPARATOR + predictionId;
    }

    /** For plans whose labels carry the model. */
    public static String ofModel(String model, String predictionId) {
        return model + SEPARATOR + predictionId;
    }

    /** The model within such an id; empty where one label serves every model. */
    public static String model(String id) {
        return id.substring(0, Math.max(0, id.indexOf(SEPARATOR)));
    }

    /** The prediction id within such an id. */
    public static String predictionId(String id) {
        return id.substring(id.indexOf(SEPARATOR) + 1);
    }
}
