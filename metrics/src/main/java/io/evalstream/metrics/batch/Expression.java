package io.evalstream.metrics.batch;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a statistic computes of a batch's columns, as a value: a device evaluates each expression once, however many
 * statistics have an equal one. Every operation is one of IEEE arithmetic with a fixed order, or an fdlibm function as
 * {@link StrictMath} has it, so that a result has the bits that a loop over arrays gives.
 *
 * <p>There are vectors, with some numbers for each element of the rows, and numbers, with one. Their type is that of the
 * column they come from, float32 or float64, and for indexes int64.
 */
public sealed interface Expression {

    /** Which dimension of a row's tensor the vectors of its elements lie along. */
    enum Axis {
        /** The first, and elements along the others: scores by class. */
        FIRST,
        /** The last, and elements along the others: a row is one vector after another. */
        LAST
    }

    /** Operations on two numbers of each element; comparisons are conditions. */
    enum Operator {
        EQUAL,
        LESS,
        PLUS,
        MINUS,
        TIMES,
        OVER
    }

    /** Lower edges of bins in the arithmetic of a type, rising from the first. A value, as expressions are. */
    interface Edges {
        double[] of(DataType type);
    }

    /**
     * The vectors of a column.
     *
     * @param width how many numbers each vector has; 0 for what the rows of a batch agree on
     */
    record Vectors(Input input, int width, Axis axis) implements Expression {}

    /** The whole numbers of a column, one for each element. */
    record Whole(Input input) implements Expression {}

    /**
     * How much each element counts, as {@link RowWeights} has it.
     *
     * @param elements the column that has a number for each element
     * @param ofLabels whether the weights of labels are among them
     */
    record Weight(Input elements, boolean ofLabels) implements Expression {}

    /** The same whole number for every element. */
    record Constant(long value) implements Expression {}

    /** The same float64 for every element. */
    record Real(double value) implements Expression {}

    /** Index of the largest number of each vector; the lowest where several are. */
    record ArgMax(Expression vectors) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors);
        }
    }

    /**
     * How many numbers of each vector come before that at an index in falling order, of equal ones the lower index first;
     * the width of the vectors where the index lies outside.
     */
    record Rank(Expression vectors, Expression index) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors, index);
        }
    }

    /** The number at an index of each vector; any where the index lies outside, as for elements that do not count. */
    record At(Expression vectors, Expression index) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors, index);
        }
    }

    /** The sum of each vector, as {@link PairwiseSum} has it. */
    record Total(Expression vectors) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors);
        }
    }

    /** The largest number of each vector. */
    record Largest(Expression vectors) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors);
        }
    }

    /** {@code log Σ e^(x − m)} for each vector, with m the largest of its numbers, in float64. */
    record LogTotal(Expression vectors) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors);
        }
    }

    /** Softmax of each vector, as {@link Activation} has it. */
    record Softmax(Expression vectors) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(vectors);
        }
    }

    /** The natural logarithm, rounded to the type. */
    record Log(Expression of) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(of);
        }
    }

    record SquareRoot(Expression of) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(of);
        }
    }

    /**
     * What a product loses when it is rounded to float64, so that both together are the product. The factors come from
     * columns that a {@linkplain Kernel#factors kernel names}.
     */
    record Lost(Expression left, Expression right) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }
    }

    /** The nearest whole number, of two equally near the even one. */
    record Rounded(Expression of) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(of);
        }
    }

    /** The same as float64. */
    record Wide(Expression of) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(of);
        }
    }

    /** Index of the last edge that is not above the number, or 0. */
    record Bin(Expression of, Edges edges) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(of);
        }
    }

    /** An operation on vectors or numbers, entry by entry. */
    record Both(Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(left, right);
        }
    }

    /** One number where a condition holds, and another where it does not. */
    record Choice(Expression condition, Expression yes, Expression no) implements Expression {
        @Override
        public List<Expression> operands() {
            return List.of(condition, yes, no);
        }
    }

    /** What it is computed from; none where it is a column or a constant. */
    default List<Expression> operands() {
        return List.of();
    }

    /** The columns that it reads. */
    default Stream<Expression> columns() {
        boolean column = this instanceof Vectors || this instanceof Whole || this instanceof Weight;
        return column ? Stream.of(this) : operands().stream().flatMap(Expression::columns);
    }

    default Expression plus(Expression other) {
        return new Both(Operator.PLUS, this, other);
    }

    default Expression minus(Expression other) {
        return new Both(Operator.MINUS, this, other);
    }

    default Expression times(Expression other) {
        return new Both(Operator.TIMES, this, other);
    }

    default Expression over(Expression other) {
        return new Both(Operator.OVER, this, other);
    }

    default Expression isEqual(Expression other) {
        return new Both(Operator.EQUAL, this, other);
    }

    default Expression isLess(Expression other) {
        return new Both(Operator.LESS, this, other);
    }

    /** Both conditions. */
    default Expression and(Expression other) {
        return times(other);
    }

    /** The opposite of a condition. */
    default Expression not() {
        return isEqual(new Constant(0));
    }
}
