package io.evalstream.metrics.batch;

/**
 * Why a row was not taken.
 *
 * @param reason the word that programs read
 * @param message what was found, what was expected and what to do
 */
public record Rejection(Reason reason, String message) {

    /** Reasons for which a row is turned away. */
    public enum Reason {
        MISSING_FIELD,
        NOT_A_NUMBER,
        OUT_OF_RANGE,
        WRONG_WIDTH,
        WRONG_TYPE
    }
}
