package io.evalstream.metrics.plan;

/**
 * Something that speaks against a plan.
 *
 * @param path where, in the words of the plan file, such as {@code windows[0].size}
 * @param message what was found, what was expected, and what to do
 */
public record Problem(String path, String message) {

    @Override
    public String toString() {
        return path + ": " + message;
    }
}
