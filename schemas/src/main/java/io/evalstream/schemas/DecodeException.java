package io.evalstream.schemas;

import org.jspecify.annotations.Nullable;

/**
 * Bytes that cannot become a record. The message says what was found, what was expected and what to do, and is fit to be
 * sent on in a {@link DeadLetter}.
 *
 * <p>It carries no stack trace: a bad record is data, not a defect of the program, and a topic may be full of them.
 */
public final class DecodeException extends Exception {
    private final Reason reason;

    public DecodeException(Reason reason, String message) {
        this(reason, message, null);
    }

    public DecodeException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
