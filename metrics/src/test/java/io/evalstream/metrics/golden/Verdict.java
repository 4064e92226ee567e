package io.evalstream.metrics.golden;

/** What became of a golden case. */
public sealed interface Verdict {

    /** The value, or the refusal, is what was expected. */
    record Passed() implements Verdict {}

    /** It is not, and why. */
    record Failed(String message) implements Verdict {}

    /** It is not, and provably cannot be. */
    record Differs(String reason) implements Verdict {}

    /** The catalogue does not have the metric, or one nested in it. */
    record Absent() implements Verdict {}
}
