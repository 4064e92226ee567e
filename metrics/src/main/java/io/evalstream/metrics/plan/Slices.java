package io.evalstream.metrics.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Names of slices: {@code country=DE,device=ios}. A value's comma, equals sign, percent sign and angle brackets are
 * written as {@code %2C} and the like, so that a name can be taken apart. The slice of all rows has the empty name.
 */
public final class Slices {

    /** The slice of all rows. */
    public static final String ALL = "";

    private static final String OTHER = "<other>";
    private static final String NONE = "<none>";

    private Slices() {}

    /** The slices that a row belongs to, one for each spec. */
    public static List<String> of(List<SliceSpec> specs, Map<String, ? extends @Nullable Object> features) {
        List<String> names = new ArrayList<>(specs.size());
        for (SliceSpec spec : specs) {
            names.add(spec.by().stream()
                    .map(feature -> feature + "=" + value(spec, feature, features.get(feature)))
                    .collect(Collectors.joining(",")));
        }
        return names;
    }

    /** The features that a slice is made by, as one word: slices of one dimension share a cap. */
    public static String dimension(String slice) {
        return Arrays.stream(slice.split(",", -1))
                .map(part -> part.substring(0, part.indexOf('=')))
                .collect(Collectors.joining(","));
    }

    /** The dimension of a spec's slices. */
    public static String dimension(SliceSpec spec) {
        return String.join(",", spec.by());
    }

    /** The slice of all rows of a dimension that are not told apart. */
    public static String other(String dimension) {
        return Arrays.stream(dimension.split(",", -1))
                .map(feature -> feature + "=" + OTHER)
                .collect(Collectors.joining(","));
    }

    private static String value(SliceSpec spec, String feature, @Nullable Object value) {
        if (value == null) {
            return NONE;
        }
        List<Double> cuts = spec.ranges().get(feature);
        if (cuts != null) {
            return range(cuts, value);
        }
        String text = text(value);
        List<String> told = spec.values().get(feature);
        return told == null || told.contains(text) ? escaped(text) : OTHER;
    }

    private static String range(List<Double> cuts, Object value) {
        double number;
        try {
            number = value instanceof Number given ? given.doubleValue() : Double.parseDouble(value.toString());
        } catch (NumberFormatException e) {
            return OTHER;
        }
        if (Double.isNaN(number)) {
            return OTHER;
        }
        int at = 0;
        while (at < cuts.size() && number >= cuts.get(at)) {
            at++;
        }
        String from = at == 0 ? "" : text(cuts.get(at - 1));
        String to = at == cuts.size() ? "" : text(cuts.get(at));
        return from + ".." + to;
    }

    /** Numbers are written alike whichever client sent them: a whole one without a fraction. */
    private static String text(Object value) {
        if (value instanceof Number number) {
            double d = number.doubleValue();
            return d == Math.rint(d) && Math.abs(d) < 1L << 53 ? Long.toString((long) d) : Double.toString(d);
        }
        return value.toString();
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (",=%<>".indexOf(c) >= 0) {
                escaped.append('%').append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
