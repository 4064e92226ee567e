package io.evalstream.jobs.serving;

import java.io.Serializable;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in which {@code {name}} stands for an attribute of an event, and {@code {first|second}} for the first of several
 * that the event carries. Names are compared without case; an attribute that is absent is empty.
 */
public record Template(String text) implements Serializable {
    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9_.-]+(\\|[A-Za-z0-9_.-]+)*");

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException where braces do not hold the name of an attribute
     */
    public static Template of(String text) {
        Matcher places = PLACE.matcher(text);
        while (places.find()) {
            if (!NAMES.matcher(places.group(1)).matches()) {
                throw wrong(text);
            }
        }
        if (places.replaceAll("").matches("(?s).*[{}].*")) {
            throw wrong(text);
        }
        return new Template(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException(
                "'" + text + "' has braces that hold no name; write {name} for an attribute of"
                        + " the event, or {first|second} for the first of two that is there");
    }

    /** The text for an event with these attributes, whose names are in lower case. */
    String fill(Map<String, String> attributes) {
        return PLACE.matcher(text).replaceAll(place -> {
            for (String name : place.group(1).toLowerCase(Locale.ROOT).split("\\|")) {
                String value = attributes.getOrDefault(name, "");
                if (!value.isEmpty()) {
                    return Matcher.quoteReplacement(value);
                }
            }
            return "";
        });
    }
}
