package io.evalstream.metrics.metric;

import java.time.Duration;
import java.util.function.Function;

/**
 * Which rows a metric reads, seen from the window that it is reported for. A metric that compares a window with an
 * earlier one reads two spans; a running metric reads one that reaches back.
 */
public sealed interface Span {

    /** The rows of the window itself. */
    static Span window() {
        return new Trailing(1);
    }

    /**
     * The window and those before it, as one.
     *
     * @param windows how many windows, the reported one among them
     */
    record Trailing(int windows) implements Span {
        public Trailing {
            requirePositive(windows, "windows");
        }
    }

    /**
     * A window before the reported one.
     *
     * @param windows how many windows earlier, each as long as the reported one and none overlapping it
     */
    record Previous(int windows) implements Span {
        public Previous {
            requirePositive(windows, "windows");
        }
    }

    /**
     * The same stretch of time at an earlier date.
     *
     * @param by how much earlier, such as seven days
     */
    record Earlier(Duration by) implements Span {
        public Earlier {
            requirePositive(by.toMillis(), "by");
        }
    }

    /**
     * The earlier rows that a plan compares with: {@code previous_window}, or a duration such as {@code 7d} earlier.
     *
     * @param refusal makes the exception for a text that is neither
     */
    static Span against(String text, Function<String, PlanException> refusal) {
        if (text.equals("previous_window")) {
            return new Previous(1);
        }
        return DurationText.parse(text)
                .filter(duration -> duration.toMillis() > 0)
                .map(Earlier::new)
                .orElseThrow(() -> refusal.apply(
                        "'against' is '" + text + "'; expected previous_window, or " + DurationText.EXPECTED));
    }

    /** What a reason calls the rows of this span. */
    default String inWords() {
        if (this instanceof Previous previous) {
            return previous.windows() == 1
                    ? "the window before"
                    : "the window " + previous.windows() + " windows before";
        } else if (this instanceof Earlier earlier) {
            return "the window " + earlier.by() + " earlier";
        }
        return "the window";
    }

    private static void requirePositive(long number, String name) {
        if (number <= 0) {
            throw new IllegalArgumentException(name + " is " + number + "; expected at least 1");
        }
    }
}
