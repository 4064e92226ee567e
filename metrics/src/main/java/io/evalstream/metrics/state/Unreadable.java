package io.evalstream.metrics.state;

/**
 * Thrown while a value is read where what is remembered does not say it: the terms of a sum were not finite, a map ran
 * over its cap, an extremum was retracted. A metric turns it into an undefined value, so it reaches no caller of one.
 */
public final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why, in a word that programs read. */
    public enum Code {
        NON_FINITE,
        OVERFLOW,
        RETRACTED
    }

    private final Code code;

    public Unreadable(Code code, String reason) {
        super(reason, null, false, false);
        this.code = code;
    }

    public Code code() {
        return code;
    }

    /** One sentence for people. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
