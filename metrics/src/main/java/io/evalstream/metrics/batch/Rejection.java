package io.evalstream.metrics.batch;

import java.util.Arrays;

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

    /**
     * Of a tensor that has another shape than is asked.
     *
     * @param expected what would have been right, in words
     */
    public static Rejection wrongShape(Input input, Cell.Numbers found, String expected) {
        return new Rejection(
                Reason.WRONG_WIDTH,
                input.name() + " has the shape " + Arrays.toString(found.shape()) + "; expected " + expected);
    }
}
