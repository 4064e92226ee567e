package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.PlanException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What speaks against a plan, in the order in which it was found. */
final class Problems {

    private final List<Problem> found = new ArrayList<>();

    List<Problem> list() {
        return Collections.unmodifiableList(found);
    }

    void add(String path, String message) {
        found.add(new Problem(path, message));
    }

    void require(String path, boolean condition, String message) {
        if (!condition) {
            add(path, message);
        }
    }

    void requirePositive(String path, Duration duration) {
        require(
                path,
                duration.toMillis() > 0,
                "is " + WindowSpec.text(duration) + "; expected a positive duration such as 30m");
    }

    void requireNotNegative(String path, Duration duration) {
        require(
                path,
                !duration.isNegative(),
                "is " + WindowSpec.text(duration) + "; expected a duration that is not negative");
    }

    void requireNotNegative(String path, double number) {
        require(
                path,
                number >= 0 && Double.isFinite(number),
                "is " + number + "; expected a number that is not negative");
    }

    void requirePositive(String path, int number) {
        require(path, number >= 1, "is " + number + "; expected at least 1");
    }

    void requireNumber(String path, @Nullable Double number) {
        require(path, number == null || Double.isFinite(number), "is " + number + "; expected a finite number");
    }

    /** What a step makes, or null where it is refused. */
    <T> @Nullable T attempt(String path, Supplier<T> step) {
        try {
            return step.get();
        } catch (PlanException refusal) {
            add(path, String.valueOf(refusal.getMessage()));
            return null;
        }
    }
}
