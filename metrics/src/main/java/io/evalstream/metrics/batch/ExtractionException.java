package io.evalstream.metrics.batch;

/** A network did not take rows, or did not make of them what it must. The message says what was found and expected. */
public final class ExtractionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ExtractionException(String message) {
        super(message);
    }
}
