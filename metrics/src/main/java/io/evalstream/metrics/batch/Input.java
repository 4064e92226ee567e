package io.evalstream.metrics.batch;

/**
 * A named column that a statistic reads. Names are those of TorchMetrics' {@code update}.
 *
 * @param name name of the column
 * @param side which event carries it
 * @param kind what a row holds in it
 */
public record Input(String name, Side side, Kind kind) {

    /** Which event carries a column. */
    public enum Side {
        PREDICTION,
        LABEL
    }

    /** What a row holds: a tensor of numbers, or a list of texts. */
    public enum Kind {
        NUMBERS,
        TEXTS
    }

    public static final Input PREDS = numbers("preds", Side.PREDICTION);
    public static final Input TARGET = numbers("target", Side.LABEL);
    /** The query a row belongs to, for retrieval. */
    public static final Input INDEXES = numbers("indexes", Side.PREDICTION);
    /** The group a row belongs to, for fairness. */
    public static final Input GROUPS = numbers("groups", Side.PREDICTION);
    /** What an aggregation aggregates. */
    public static final Input VALUE = numbers("value", Side.PREDICTION);
    /** How much a row counts, unless its label says. */
    public static final Input WEIGHTS = numbers("weights", Side.PREDICTION);
    /** Seconds from a prediction's event time to its label's time. No record carries it; the fold fills it in. */
    public static final Input LABEL_DELAY = numbers("label_delay", Side.LABEL);
    /** How much a row counts, as its label has it. */
    public static final Input LABEL_WEIGHTS = numbers("label_weights", Side.LABEL);

    public static final Input PREDS_TEXT = texts("preds", Side.PREDICTION);
    public static final Input TARGET_TEXT = texts("target", Side.LABEL);

    public static Input numbers(String name, Side side) {
        return new Input(name, side, Kind.NUMBERS);
    }

    public static Input texts(String name, Side side) {
        return new Input(name, side, Kind.TEXTS);
    }

    /** Rows look their cells up by their column, and a text keeps its hash. */
    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
