package io.evalstream.operators.alerts;

/**
 * What is kept of a window that is not final.
 *
 * @param waitsUntil event time until which an unknown value may still come, in milliseconds; {@link #SETTLED} where it is
 *     not waited for
 */
record Judged(Judgement judgement, long waitsUntil) {

    static final long SETTLED = Long.MIN_VALUE;

    /** The same once time has reached this. What was once given up stays so. */
    Judged at(long time) {
        return waitsUntil != SETTLED && waitsUntil <= time ? new Judged(judgement, SETTLED) : this;
    }

    boolean isWaiting() {
        return judgement == Judgement.UNKNOWN && waitsUntil != SETTLED;
    }
}
