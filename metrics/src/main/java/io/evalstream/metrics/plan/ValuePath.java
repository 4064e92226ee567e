package io.evalstream.metrics.plan;

import io.evalstream.metrics.metric.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a number stands among the values of a report: {@code accuracy}, {@code outcomes.wins}, {@code confusion[0,1]}.
 *
 * @param metric the name under which the metric is reported
 * @param part names within named values, joined by points; empty for the value itself
 * @param index indexes of a tensor's element; empty for a number
 */
public record ValuePath(String metric, String part, List<Integer> index) {

    private static final Pattern INDEXED = Pattern.compile("(.+)\\[(\\d{1,9}(?:,\\d{1,9})*)]");

    /**
     * Reads a path.
     *
     * @param metrics the names of what is reported; one that has points or brackets itself goes before its reading as path
     * @return null where it begins with none of these metrics
     */
    public static @Nullable ValuePath parse(String text, Collection<String> metrics) {
        if (metrics.contains(text)) {
            return new ValuePath(text, "", List.of());
        }
        Matcher indexed = INDEXED.matcher(text);
        boolean isIndexed = indexed.matches();
        String name = isIndexed ? indexed.group(1) : text;
        List<Integer> index = isIndexed
                ? Arrays.stream(indexed.group(2).split(",", -1))
                        .map(Integer::valueOf)
                        .toList()
                : List.of();
        for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
            if (metrics.contains(name.substring(0, end))) {
                return new ValuePath(name.substring(0, end), name.substring(Math.min(end + 1, name.length())), index);
            }
        }
        return null;
    }

    /** The number at this place, or why there is none. */
    public Value find(Map<String, Value> values) {
        Value value = values.get(metric);
        return value == null ? none("'" + metric + "' is not among the values") : within(value, part);
    }

    private Value within(Value value, String rest) {
        if (value instanceof Value.Undefined) {
            return value;
        }
        if (rest.isEmpty()) {
            return value instanceof Value.Tensor tensor ? element(tensor) : number(value);
        }
        if (value instanceof Value.Named named) {
            for (Map.Entry<String, Value> entry : named.values().entrySet()) {
                if (rest.equals(entry.getKey())) {
                    return within(entry.getValue(), "");
                } else if (rest.startsWith(entry.getKey() + ".")) {
                    return within(
                            entry.getValue(), rest.substring(entry.getKey().length() + 1));
                }
            }
            return none("'" + metric + "' has no part '" + rest + "'; it has "
                    + String.join(", ", named.values().keySet()));
        }
        return none("'" + metric + "' has no parts; '" + rest + "' was asked for");
    }

    private Value number(Value value) {
        if (value instanceof Value.Scalar && index.isEmpty()) {
            return value;
        }
        return value instanceof Value.Named named
                ? none("'" + metric + "' is several values; name one of "
                        + String.join(", ", named.values().keySet()))
                : none("'" + metric + "' is one number, without the indexes " + index);
    }

    private Value element(Value.Tensor tensor) {
        int[] shape = tensor.shape();
        int at = 0;
        boolean isWithin = index.size() == shape.length;
        for (int i = 0; isWithin && i < shape.length; i++) {
            isWithin = index.get(i) < shape[i];
            at = at * shape[i] + index.get(i);
        }
        return isWithin
                ? Value.scalar(tensor.values()[at])
                : none("'" + metric + "' has the shape " + Arrays.toString(shape) + "; the indexes " + index
                        + " name none of its elements");
    }

    private static Value none(String reason) {
        return Value.undefined(Value.Code.EMPTY, reason);
    }
}
