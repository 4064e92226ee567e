package io.evalstream.metrics.metric;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arithmetic of two values, element by element; one that is undefined makes the result undefined. */
public enum Operation {
    ADD("+"),
    SUB("-"),
    MUL("*"),
    DIV("/"),
    FLOORDIV("//"),
    /** The remainder has the sign of the dividend. */
    MOD("%"),
    POW("**"),
    EQ("=="),
    NE("!="),
    LT("<"),
    LE("<="),
    GT(">"),
    GE(">="),
    /** Bits of whole numbers, as the next two. */
    AND("&"),
    OR("|"),
    XOR("^");

    private final String sign;

    Operation(String sign) {
        this.sign = sign;
    }

    /** How a formula writes it. */
    public String sign() {
        return sign;
    }

    public double apply(double left, double right) {
        return switch (this) {
            case ADD -> left + right;
            case SUB -> left - right;
            case MUL -> left * right;
            case DIV -> left / right;
            case FLOORDIV -> Math.floor(left / right);
            case MOD -> left % right;
            case POW -> StrictMath.pow(left, right);
            case EQ -> truth(left == right);
            case NE -> truth(left != right);
            case LT -> truth(left < right);
            case LE -> truth(left <= right);
            case GT -> truth(left > right);
            case GE -> truth(left >= right);
            case AND -> (long) left & (long) right;
            case OR -> (long) left | (long) right;
            case XOR -> (long) left ^ (long) right;
        };
    }

    /**
     * The values' elements, each with each: a number with every element of the other, tensors of one shape, a tensor with
     * every row of a larger one, and named values of the same names.
     */
    public Value apply(Value left, Value right) {
        if (left instanceof Value.Undefined) {
            return left;
        } else if (right instanceof Value.Undefined) {
            return right;
        } else if (left instanceof Value.Named named) {
            return named(named, right);
        } else if (right instanceof Value.Named named) {
            Map<String, Value> results = new LinkedHashMap<>();
            named.values().forEach((name, value) -> results.put(name, apply(left, value)));
            return new Value.Named(results);
        } else if (left instanceof Value.Scalar one && right instanceof Value.Scalar other) {
            return Value.scalar(apply(one.value(), other.value()));
        }
        return tensors(left, right);
    }

    private Value named(Value.Named left, Value right) {
        Map<String, Value> results = new LinkedHashMap<>();
        for (Map.Entry<String, Value> entry : left.values().entrySet()) {
            @Nullable
            Value other = right instanceof Value.Named named ? named.values().get(entry.getKey()) : right;
            if (other == null) {
                return unfit("one has '" + entry.getKey() + "' and the other has not");
            }
            results.put(entry.getKey(), apply(entry.getValue(), other));
        }
        return right instanceof Value.Named named && named.values().size() != results.size()
                ? unfit("they have other names: " + results.keySet() + " and "
                        + named.values().keySet())
                : new Value.Named(results);
    }

    private Value tensors(Value left, Value right) {
        double[] lefts = elements(left);
        double[] rights = elements(right);
        int[] shape = lefts.length >= rights.length ? shape(left) : shape(right);
        if (!isSuffix(shape(left), shape) || !isSuffix(shape(right), shape)) {
            return unfit("the shapes are " + Arrays.toString(shape(left)) + " and " + Arrays.toString(shape(right)));
        }
        double[] results = new double[Math.max(lefts.length, rights.length)];
        if (lefts.length > 0 && rights.length > 0) {
            for (int i = 0; i < results.length; i++) {
                results[i] = apply(lefts[i % lefts.length], rights[i % rights.length]);
            }
        }
        return new Value.Tensor(shape, results);
    }

    private static double[] elements(Value value) {
        return value instanceof Value.Tensor tensor ? tensor.values() : new double[] {((Value.Scalar) value).value()};
    }

    private static int[] shape(Value value) {
        return value instanceof Value.Tensor tensor ? tensor.shape() : new int[0];
    }

    private static boolean isSuffix(int[] shape, int[] of) {
        return shape.length <= of.length
                && Arrays.equals(shape, Arrays.copyOfRange(of, of.length - shape.length, of.length));
    }

    private Value unfit(String why) {
        return Value.undefined(Value.Code.DEGENERATE, "two values cannot be joined by '" + sign + "': " + why);
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }
}
