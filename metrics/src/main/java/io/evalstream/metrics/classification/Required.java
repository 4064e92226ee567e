package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.Arguments;

/** Arguments that a task needs, where the metric that is told its task cannot ask for them outright. */
final class Required {

    private Required() {}

    static int integer(Arguments arguments, String name) {
        Integer value = arguments.integerOrNull(name);
        if (value == null) {
            throw arguments.refuse("'" + name + "' is missing; give a whole number");
        }
        return value;
    }

    /** The value for a quotient of zero by zero. */
    static double zeroDivision(Arguments arguments) {
        double value = arguments.number("zero_division");
        if (value != 0 && value != 1) {
            throw arguments.refuse("'zero_division' is " + value + "; expected 0 or 1");
        }
        return value;
    }
}
