package io.evalstream.metrics.batch;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a statistic asks of a column. What one event alone can violate is asked here, so that the event is turned away
 * with its bytes; what takes both sides is asked by {@link Statistic#check}.
 *
 * @param input the column
 * @param width length of the first dimension, or 0 where any shape will do
 * @param domain which numbers it may hold; ignored for texts
 * @param optional whether a row may lack it
 */
public record Requirement(Input input, int width, Domain domain, boolean optional) {

    /** Numbers of any shape. */
    public static Requirement of(Input input, Domain domain) {
        return new Requirement(input, 0, domain, false);
    }

    /** Numbers whose first dimension has this length, such as the scores of so many classes. */
    public static Requirement wide(Input input, int width, Domain domain) {
        return new Requirement(input, width, domain, false);
    }

    public static Requirement texts(Input input) {
        return new Requirement(input, 0, new Domain.Any(), false);
    }

    public Requirement orAbsent() {
        return new Requirement(input, width, domain, true);
    }

    /** A rejection for a cell that does not meet this, or null. */
    public @Nullable Rejection check(Cell cell) {
        if (cell instanceof Cell.Absent) {
            return optional
                    ? null
                    : new Rejection(
                            Rejection.Reason.MISSING_FIELD,
                            "the " + input.side().name().toLowerCase(Locale.ROOT) + " carries no " + input.name()
                                    + ", which the plan's metrics read");
        }
        if (cell instanceof Cell.Texts) {
            return input.kind() == Input.Kind.TEXTS ? null : wrongType("numbers", "text");
        }
        return input.kind() == Input.Kind.NUMBERS ? check((Cell.Numbers) cell) : wrongType("text", "numbers");
    }

    private @Nullable Rejection check(Cell.Numbers numbers) {
        int[] shape = numbers.shape();
        if (width > 0 && (shape.length == 0 ? width != 1 : shape[0] != width)) {
            return Rejection.wrongShape(input, numbers, width + " in its first dimension");
        }
        if (domain instanceof Domain.Whole && !numbers.type().isInteger()) {
            return wrongType("whole numbers", numbers.type().name().toLowerCase(Locale.ROOT));
        }
        for (double value : numbers.values()) {
            Rejection rejection = domain.check(input, value);
            if (rejection != null) {
                return rejection;
            }
        }
        return null;
    }

    private Rejection wrongType(String expected, String found) {
        return new Rejection(Rejection.Reason.WRONG_TYPE, input.name() + " holds " + found + "; expected " + expected);
    }
}
