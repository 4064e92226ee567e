package io.evalstream.metrics.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a metric says: a number, a tensor, several named values, or that there is none and why. */
public sealed interface Value {

    /** A finite number, with its interval where the metric has one. */
    record Scalar(double value, @Nullable Interval interval) implements Value {
        public Scalar {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "a scalar is finite, found " + value + "; use Value.scalar, which says why it is undefined");
            }
        }
    }

    /** Numbers of a shape, row-major. An element that is not defined is NaN; infinities are genuine. */
    final class Tensor implements Value {
        private final int[] shape;
        private final double[] values;

        public Tensor(int[] shape, double[] values) {
            this.shape = shape.clone();
            this.values = values.clone();
        }

        public int[] shape() {
            return shape.clone();
        }

        public double[] values() {
            return values.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Tensor tensor
                    && Arrays.equals(shape, tensor.shape)
                    && Arrays.equals(values, tensor.values);
        }

        @Override
        public int hashCode() {
            return Objects.hash(Arrays.hashCode(shape), Arrays.hashCode(values));
        }

        @Override
        public String toString() {
            return "Tensor" + Arrays.toString(shape) + Arrays.toString(values);
        }
    }

    /** Several values by name, in the order in which they are shown. */
    record Named(Map<String, Value> values) implements Value {
        public Named {
            values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /**
     * No value.
     *
     * @param reason one sentence for people
     * @param limit the value that the metric tends to where it has one ({@code ±∞} or a number), else null
     */
    record Undefined(Code code, String reason, @Nullable Double limit) implements Value {}

    /** Why there is no value, in a word that programs read. */
    enum Code {
        /** No row was remembered. */
        EMPTY,
        /** A quotient of zero by zero, a correlation of a constant, and the like. */
        DEGENERATE,
        /** Too few rows for the metric, such as one for a variance. */
        TOO_FEW,
        /** A term was NaN or infinite. */
        NON_FINITE,
        /** More distinct keys than the cap. */
        OVERFLOW,
        /** The extremum was taken back. */
        RETRACTED,
        /** The plan suppressed the value until it rests on enough. */
        GATED
    }

    /** A number, or undefined where it is NaN or infinite. */
    static Value scalar(double value) {
        if (Double.isFinite(value)) {
            return new Scalar(value, null);
        }
        return Double.isNaN(value)
                ? undefined(Code.DEGENERATE, "the value is not a number: a quotient of zero by zero")
                : new Undefined(Code.DEGENERATE, "the value is infinite: a quotient by zero", value);
    }

    /** A number with its interval, or undefined where the number is NaN or infinite. */
    static Value scalar(double value, @Nullable Interval interval) {
        Value plain = scalar(value);
        return plain instanceof Scalar ? new Scalar(value, interval) : plain;
    }

    /** Values named by their index: for each class or output one that a tensor cannot hold, such as with an interval. */
    static Value byIndex(List<Value> values) {
        Map<String, Value> named = new LinkedHashMap<>();
        values.forEach(value -> named.put(Integer.toString(named.size()), value));
        return new Named(named);
    }

    static Value vector(double... values) {
        return new Tensor(new int[] {values.length}, values);
    }

    static Value matrix(int rows, int columns, double[] values) {
        return new Tensor(new int[] {rows, columns}, values);
    }

    static Value undefined(Code code, String reason) {
        return new Undefined(code, reason, null);
    }

    /** This value with a function applied to every number in it. */
    default Value map(DoubleUnaryOperator function) {
        if (this instanceof Scalar scalar) {
            return scalar(function.applyAsDouble(scalar.value()));
        } else if (this instanceof Tensor tensor) {
            return new Tensor(
                    tensor.shape(), Arrays.stream(tensor.values()).map(function).toArray());
        } else if (this instanceof Named named) {
            Map<String, Value> mapped = new LinkedHashMap<>();
            named.values().forEach((name, value) -> mapped.put(name, value.map(function)));
            return new Named(mapped);
        }
        return this;
    }
}
