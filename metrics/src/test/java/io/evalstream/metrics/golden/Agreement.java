package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value agrees with what TorchMetrics gave.
 *
 * <p>Numbers agree within {@code tolerance · max(1, |expected|)}. Where TorchMetrics gives NaN, an infinity or nothing,
 * and −1 where that means that nothing was there, the value is undefined; inside a tensor such an element is NaN, an
 * infinity itself. A result with one element is a plain number. Rows of different lengths are either named one by
 * one, in their order, or padded with NaN.
 *
 * @param tolerance relative above 1, absolute below
 * @param minusOneIsNothing whether −1 says that nothing was there
 */
public record Agreement(double tolerance, boolean minusOneIsNothing) {

    /**
     * TorchMetrics' own package hands out subclasses of some metrics, to warn of a deprecated way to import them. Their
     * names begin so, and a collection shows them.
     */
    private static final String DEPRECATED = "_";

    /** Says where a value is not what was expected; null where it agrees. */
    public @Nullable String difference(Value value, JsonNode expected) {
        return difference(value, expected, MissingNode.getInstance(), "");
    }

    /**
     * As {@link #difference(Value, JsonNode)}, where the expected value was computed in float32 and is off by its noise: a
     * value that agrees with the one in float64, or lies between the two, agrees too.
     */
    public @Nullable String difference(Value value, JsonNode expected, JsonNode inDouble) {
        String difference = difference(value, expected, inDouble, "");
        boolean agreesInDouble = !inDouble.isMissingNode() && difference(value, inDouble) == null;
        return agreesInDouble ? null : difference;
    }

    private @Nullable String difference(Value value, JsonNode expected, JsonNode inDouble, String path) {
        if (value instanceof Value.Undefined undefined) {
            return agrees(undefined, expected) ? null : found(path, expected, value);
        } else if (value instanceof Value.Named named && (expected.isObject() || expected.isArray())) {
            return named(named, expected, inDouble, path);
        } else if (value instanceof Value.Tensor tensor) {
            return tensor(tensor, expected, inDouble, path);
        } else if (value instanceof Value.Scalar scalar
                && expected.isNumber()
                && !isNothing(expected)
                && near(scalar.value(), expected, inDouble)) {
            return null;
        }
        return found(path, expected, value);
    }

    private boolean agrees(Value.Undefined undefined, JsonNode expected) {
        if (expected.isContainerNode()) {
            for (JsonNode inner : expected) {
                if (!agrees(undefined, inner)) {
                    return false;
                }
            }
            return !expected.isEmpty();
        }
        if (expected.isTextual() && undefined.limit() != null) {
            double limit = GoldenBatch.number(expected);
            return Double.isNaN(limit) || limit == undefined.limit();
        }
        return expected.isNull() || expected.isTextual() || isNothing(expected);
    }

    private @Nullable String named(Value.Named named, JsonNode expected, JsonNode inDouble, String path) {
        if (expected.isObject()) {
            List<String> names = new ArrayList<>();
            expected.fieldNames().forEachRemaining(names::add);
            if (!named.values().keySet().equals(java.util.Set.copyOf(names))
                    && !names.isEmpty()
                    && names.stream().allMatch(name -> name.startsWith(DEPRECATED))) {
                return named(withoutPrefix(named), withoutPrefix(expected), withoutPrefix(inDouble), path);
            }
            if (!named.values().keySet().equals(java.util.Set.copyOf(names))) {
                return path + " expected the names " + names + ", found "
                        + named.values().keySet();
            }
            for (String name : names) {
                String difference = difference(
                        named.values().get(name), expected.get(name), inDouble.path(name), path + "." + name);
                if (difference != null) {
                    return difference;
                }
            }
            return null;
        }
        if (named.values().size() != expected.size()) {
            return path + " expected " + expected.size() + " values, found "
                    + named.values().keySet();
        }
        Iterator<Value> values = named.values().values().iterator();
        for (int i = 0; i < expected.size(); i++) {
            String difference = difference(values.next(), expected.get(i), inDouble.path(i), path + "[" + i + "]");
            if (difference != null) {
                return difference;
            }
        }
        return null;
    }

    private static Value.Named withoutPrefix(Value.Named named) {
        Map<String, Value> plain = new LinkedHashMap<>();
        named.values().forEach((name, value) -> plain.put(stripped(name), value));
        return new Value.Named(plain);
    }

    private static JsonNode withoutPrefix(JsonNode named) {
        ObjectNode plain = JsonNodeFactory.instance.objectNode();
        named.properties().forEach(field -> plain.set(stripped(field.getKey()), field.getValue()));
        return plain;
    }

    private static String stripped(String name) {
        return name.startsWith(DEPRECATED) ? name.substring(DEPRECATED.length()) : name;
    }

    private @Nullable String tensor(Value.Tensor tensor, JsonNode expected, JsonNode inDouble, String path) {
        int[] shape = tensor.shape();
        boolean agrees = !expected.isObject()
                && (elements(tensor.values(), shape, 0, 0, expected, inDouble)
                        || elements(tensor.values(), squeezed(shape), 0, 0, squeezed(expected), squeezed(inDouble)));
        return agrees ? null : found(path, expected, tensor);
    }

    /** Compares the part of a tensor that starts at {@code from} and has the dimensions from {@code dimension} on. */
    private boolean elements(
            double[] values, int[] shape, int dimension, int from, JsonNode expected, JsonNode inDouble) {
        int length = 1;
        for (int i = dimension; i < shape.length; i++) {
            length *= shape[i];
        }
        if (!expected.isArray()) {
            return length > 0
                    && element(values[from], expected, inDouble)
                    && areNaN(values, from + 1, from + length)
                    && (length == 1 || (dimension > 0 && dimension == shape.length - 1));
        }
        if (dimension == shape.length || expected.size() > shape[dimension]) {
            return false;
        }
        int step = shape[dimension] == 0 ? 0 : length / shape[dimension];
        for (int i = 0; i < expected.size(); i++) {
            if (!elements(values, shape, dimension + 1, from + i * step, expected.get(i), inDouble.path(i))) {
                return false;
            }
        }
        // A shorter row of several is padded; the first dimension always has its own length.
        return expected.size() == shape[dimension]
                || (dimension > 0 && areNaN(values, from + expected.size() * step, from + length));
    }

    private boolean element(double value, JsonNode expected, JsonNode inDouble) {
        if (expected.isTextual()) {
            double wanted = GoldenBatch.number(expected);
            return Double.isNaN(wanted) ? Double.isNaN(value) : value == wanted;
        }
        return isNothing(expected) ? Double.isNaN(value) : near(value, expected, inDouble);
    }

    private boolean near(double value, JsonNode expected, JsonNode inDouble) {
        double one = GoldenBatch.number(expected);
        if (within(value, one)) {
            return true;
        }
        if (!inDouble.isNumber()) {
            return false;
        }
        double other = inDouble.doubleValue();
        return within(value, other) || (value >= Math.min(one, other) && value <= Math.max(one, other));
    }

    private boolean within(double value, double expected) {
        return Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected));
    }

    private boolean isNothing(JsonNode expected) {
        return minusOneIsNothing && expected.isNumber() && expected.doubleValue() == -1;
    }

    private static boolean areNaN(double[] values, int from, int end) {
        return Arrays.stream(values, from, end).allMatch(Double::isNaN);
    }

    private static int[] squeezed(int[] shape) {
        return Arrays.stream(shape).filter(dimension -> dimension != 1).toArray();
    }

    private static JsonNode squeezed(JsonNode array) {
        if (!array.isArray()) {
            return array;
        }
        if (array.size() == 1) {
            return squeezed(array.get(0));
        }
        ArrayNode inner = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> inner.add(squeezed(element)));
        return inner;
    }

    private static String found(String path, JsonNode expected, Value value) {
        return path + " expected " + brief(expected.toString()) + ", found " + brief(text(value));
    }

    private static String text(Value value) {
        if (value instanceof Value.Scalar scalar) {
            return Double.toString(scalar.value());
        } else if (value instanceof Value.Undefined undefined) {
            return "undefined (" + undefined.code() + ": " + undefined.reason() + ")";
        }
        return value.toString();
    }

    /** A text of at most a few lines. */
    static String brief(String text) {
        return text.length() <= 400 ? text : text.substring(0, 400) + "…";
    }
}
