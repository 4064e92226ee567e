package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Value;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What compositions ask of values. */
final class Values {

    private Values() {}

    /** The reason for which nothing can be said: that no part counted a row; empty where some part did. */
    static Optional<Value> ifAllEmpty(Collection<Value> values) {
        boolean allEmpty = values.stream()
                .allMatch(value -> value instanceof Value.Undefined undefined && undefined.code() == Value.Code.EMPTY);
        return allEmpty ? values.stream().findFirst() : Optional.empty();
    }

    /** A value of another form than a metric can be made of. */
    static Value unfit(String metric, String expected, Value found) {
        String form =
                found instanceof Value.Tensor ? "a tensor" : found instanceof Value.Named ? "named values" : "a number";
        return Value.undefined(
                Value.Code.DEGENERATE, metric + " takes " + expected + ", but the metric in it says " + form);
    }

    /** Named values under longer names. */
    static Map<String, Value> named(Map<String, Value> values, String prefix, String postfix) {
        Map<String, Value> named = new LinkedHashMap<>();
        values.forEach((name, value) -> named.put(prefix + name + postfix, value));
        return named;
    }
}
