package io.evalstream.metrics.metric;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An argument that a metric takes: name, type, default and what it is for. Values come from plan files and are checked
 * here, so that a metric's author only asks {@link Arguments} for them.
 *
 * @param fallback value where none is given; null for none
 * @param required whether it must be given
 * @param choices the words allowed, for {@link Type#CHOICE}, and for {@link Type#TEXTS} where only some are
 * @param least the smallest number allowed, or null
 * @param most the largest number allowed, or null
 */
public record Parameter(
        String name,
        Type type,
        @Nullable Object fallback,
        boolean required,
        List<String> choices,
        @Nullable Double least,
        @Nullable Double most,
        String description) {

    /** Types of arguments. Each also accepts null where the parameter is not required. */
    public enum Type {
        INTEGER,
        NUMBER,
        BOOLEAN,
        TEXT,
        CHOICE,
        /** A list of numbers; a single number is a list of one. */
        NUMBERS,
        /** A list of texts; a single text is a list of one. */
        TEXTS,
        /** Null for exact curves, a number of equally spaced cut points, or a list of cut points. */
        THRESHOLDS,
        /** Another metric: a name, or a map with {@code metric} and {@code args}. */
        METRIC,
        /** A list or a map of metrics. */
        METRICS,
        /** A file beside the plan; the plan that is compiled carries its content. */
        FILE,
        ANY
    }

    public static Parameter integer(String name, @Nullable Integer fallback, String description) {
        return new Parameter(name, Type.INTEGER, fallback, false, List.of(), null, null, description);
    }

    public static Parameter number(String name, @Nullable Double fallback, String description) {
        return new Parameter(name, Type.NUMBER, fallback, false, List.of(), null, null, description);
    }

    public static Parameter flag(String name, boolean fallback, String description) {
        return new Parameter(name, Type.BOOLEAN, fallback, false, List.of(), null, null, description);
    }

    public static Parameter choice(String name, @Nullable String fallback, String description, String... choices) {
        return new Parameter(name, Type.CHOICE, fallback, false, List.of(choices), null, null, description);
    }

    /** One or several of these words; one alone is a list of one. */
    public static Parameter choices(String name, List<String> fallback, String description, String... choices) {
        return new Parameter(name, Type.TEXTS, fallback, false, List.of(choices), null, null, description);
    }

    public static Parameter of(String name, Type type, @Nullable Object fallback, String description) {
        return new Parameter(name, type, fallback, false, List.of(), null, null, description);
    }

    /** This parameter, which must be given. */
    public Parameter mustBeGiven() {
        return new Parameter(name, type, null, true, choices, least, most, description);
    }

    /** This parameter, at least so much. */
    public Parameter atLeast(double smallest) {
        return new Parameter(name, type, fallback, required, choices, smallest, most, description);
    }

    /** This parameter, between two numbers, both included. */
    public Parameter within(double smallest, double largest) {
        return new Parameter(name, type, fallback, required, choices, smallest, largest, description);
    }

    /** This parameter with another default. */
    public Parameter withDefault(@Nullable Object other) {
        return new Parameter(name, type, other, false, choices, least, most, description);
    }

    /**
     * The value in the form in which {@link Arguments} keeps it: Integer, Double, Boolean, String, List of Double, List of
     * String, {@link AttachedFile}, or for a metric what was given.
     *
     * @throws PlanException where the value is not of this type or out of its bounds
     */
    @Nullable
    Object check(String metric, @Nullable Object given) {
        if (given == null) {
            if (required) {
                throw new PlanException(metric + ": '" + name + "' is missing; give " + expected());
            }
            return null;
        }
        Object value = switch (type) {
            case INTEGER -> integer(metric, given);
            case NUMBER -> number(metric, given);
            case BOOLEAN -> given instanceof Boolean ? given : wrong(metric, given);
            case TEXT -> given instanceof String ? given : wrong(metric, given);
            case CHOICE -> choice(metric, given);
            case NUMBERS -> numbers(metric, given);
            case TEXTS -> texts(metric, given);
            case THRESHOLDS -> thresholds(metric, given);
            case METRIC ->
                given instanceof String || given instanceof Map<?, ?> || given instanceof Number
                        ? given
                        : wrong(metric, given);
            case METRICS -> given instanceof List<?> || given instanceof Map<?, ?> ? given : wrong(metric, given);
            case FILE -> file(metric, given);
            case ANY -> given;
        };
        if (value instanceof Number number) {
            checkBounds(metric, number.doubleValue());
        }
        return value;
    }

    /** What a value must be, in words. */
    public String expected() {
        String bounds =
                (least == null ? "" : ", at least " + plain(least)) + (most == null ? "" : ", at most " + plain(most));
        return switch (type) {
                    case INTEGER -> "a whole number";
                    case NUMBER -> "a number";
                    case BOOLEAN -> "true or false";
                    case TEXT -> "a text";
                    case CHOICE -> "one of " + String.join(", ", choices);
                    case NUMBERS -> "a list of numbers";
                    case TEXTS -> choices.isEmpty() ? "a list of texts" : "some of " + String.join(", ", choices);
                    case THRESHOLDS -> "null, a number of cut points above 1, or a list of cut points from 0 to 1";
                    case METRIC -> "a metric: its name, or a map with 'metric' and 'args'";
                    case METRICS -> "a list or a map of metrics";
                    case FILE -> "the path of a file, beside the plan";
                    case ANY -> "a value";
                }
                + bounds;
    }

    private Object integer(String metric, Object given) {
        if (given instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && Math.abs(number.doubleValue()) <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        return wrong(metric, given);
    }

    private Object number(String metric, Object given) {
        return given instanceof Number number ? (Object) number.doubleValue() : wrong(metric, given);
    }

    private Object choice(String metric, Object given) {
        // YAML reads an unquoted `none` as text and `null` as nothing; both mean the choice 'none'.
        if (given instanceof String word && choices.contains(word)) {
            return word;
        }
        throw new PlanException(metric + ": '" + name + "' is " + show(given) + "; expected " + expected()
                + (given instanceof String word ? Suggestion.of(word, choices) : ""));
    }

    private Object numbers(String metric, Object given) {
        List<?> list = given instanceof List<?> several ? several : List.of(given);
        for (Object element : list) {
            if (!(element instanceof Number)) {
                return wrong(metric, given);
            }
        }
        return list.stream().map(element -> ((Number) element).doubleValue()).toList();
    }

    private Object texts(String metric, Object given) {
        List<?> list = given instanceof List<?> several ? several : List.of(given);
        for (Object element : list) {
            if (!(element instanceof String word) || !(choices.isEmpty() || choices.contains(word))) {
                return wrong(metric, given);
            }
        }
        return list;
    }

    private Object file(String metric, Object given) {
        if (given instanceof Map<?, ?> map
                && map.get(AttachedFile.NAME) instanceof String file
                && map.get(AttachedFile.CONTENT) instanceof String content) {
            try {
                AttachedFile attached = new AttachedFile(file, content);
                attached.bytes();
                return attached;
            } catch (IllegalArgumentException e) {
                throw new PlanException(metric + ": '" + name + "' carries '" + file
                        + "', whose content is not Base64: " + e.getMessage());
            }
        }
        throw new PlanException(metric + ": '" + name + "' is " + show(given) + "; expected " + expected()
                + ". A plan that is no file carries it within it, as {file: NAME, base64: CONTENT}");
    }

    private Object thresholds(String metric, Object given) {
        if (given instanceof Number) {
            Object count = integer(metric, given);
            if (count instanceof Integer points && points < 2) {
                return wrong(metric, given);
            }
            return count;
        }
        Object list = numbers(metric, given);
        if (list instanceof List<?> points
                && (points.isEmpty()
                        || points.stream().anyMatch(point -> !(point instanceof Double cut && cut >= 0 && cut <= 1)))) {
            return wrong(metric, given);
        }
        return list;
    }

    private void checkBounds(String metric, double value) {
        boolean inside = (least == null || value >= least) && (most == null || value <= most);
        if (!inside) {
            throw new PlanException(metric + ": '" + name + "' is " + plain(value) + "; expected " + expected());
        }
    }

    private Object wrong(String metric, Object given) {
        throw new PlanException(metric + ": '" + name + "' is " + show(given) + "; expected " + expected());
    }

    private static String show(Object given) {
        return given instanceof String text ? "'" + text + "'" : given.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.format(Locale.ROOT, "%d", (long) number)
                : Double.toString(number);
    }
}
