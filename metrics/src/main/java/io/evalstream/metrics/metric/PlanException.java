package io.evalstream.metrics.metric;

/** A plan that cannot be: says where, what was found, what was expected and what to do. */
public final class PlanException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public PlanException(String message) {
        super(message);
    }
}
