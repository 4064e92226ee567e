package io.evalstream.metrics.torch;

import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Kernels as the program that {@code kernels.py} interprets: columns and constants are the first registers, each further
 * expression is an instruction whose result is the next, and additions come in between.
 */
final class Program {

    private static final int ARG_MAX = 0;
    private static final int RANK = 1;
    private static final int SOFTMAX = 2;
    private static final int AT = 3;
    private static final int LOG = 4;
    private static final int BIN = 5;
    private static final int EQUAL = 6;
    private static final int LESS = 7;
    private static final int PLUS = 8;
    private static final int MINUS = 9;
    private static final int TIMES = 10;
    private static final int OVER = 11;
    private static final int CHOICE = 12;
    private static final int SQUARE_ROOT = 13;
    private static final int TOTAL = 14;
    private static final int WIDE = 15;
    private static final int LARGEST = 16;
    private static final int LOG_TOTAL = 17;
    private static final int ROUND = 18;
    private static final int LOST = 19;
    private static final int ADD_COUNT = 20;
    private static final int ADD_SUM = 21;
    private static final int ADD_UNITS = 22;
    private static final int ADD_PRODUCTS = 23;
    private static final int NONE = -1;

    private final Function<Input, DataType> types;
    private final Map<Object, Integer> registers = new LinkedHashMap<>();
    private final List<Expression> columns = new ArrayList<>();
    private final List<Object> constants = new ArrayList<>();
    private final List<long[]> code = new ArrayList<>();

    /**
     * An empty program.
     *
     * @param types of which type each column of numbers is
     */
    Program(Function<Input, DataType> types) {
        this.types = types;
    }

    /** Declares what an addition reads. All leaves are declared before anything is added, since they come first. */
    void declare(Addition addition) {
        declare(addition.index());
        declare(addition.term());
        declare(addition.condition());
    }

    /** Ends the declarations: columns are the first registers, and constants the next. */
    void begin() {
        List<Object> leaves = new ArrayList<>(columns);
        leaves.addAll(constants);
        leaves.forEach(leaf -> registers.put(leaf, registers.size()));
    }

    /**
     * Adds to words of the table.
     *
     * @param word the first word of the addition's first element
     * @param group which table rows and multiplicities the elements have
     * @param parts which parts the multiplicities have, as {@link DigitRoom} names them
     */
    void add(Addition addition, int word, int group, long parts) {
        long index = registerOrNone(addition.index());
        long term = registerOrNone(addition.term());
        long condition = registerOrNone(addition.condition());
        code.add(new long[] {opcode(addition.kind()), word, index, condition});
        code.add(new long[] {term, group, addition.size(), parts});
    }

    /** The columns that the program starts from, in order. */
    List<Expression> columns() {
        return columns;
    }

    /** The constants that follow them: whole numbers as {@link Long}, edges and other numbers as {@code double[]}. */
    List<Object> constants() {
        return constants.stream().map(Program::value).toList();
    }

    private static Object value(Object constant) {
        if (constant instanceof Bins bins) {
            return bins.edges().of(bins.type());
        } else if (constant instanceof Expression.Real real) {
            return new double[] {real.value()};
        }
        return ((Expression.Constant) constant).value();
    }

    long[] code() {
        return code.stream().flatMapToLong(Arrays::stream).toArray();
    }

    /** Edges in the arithmetic of a type, as a constant. */
    private record Bins(Expression.Edges edges, DataType type) {}

    private void declare(@Nullable Expression expression) {
        if (expression == null) {
            return;
        }
        if (expression instanceof Expression.Constant || expression instanceof Expression.Real) {
            addIfNew(constants, expression);
        } else if (expression instanceof Expression.Bin bin) {
            addIfNew(constants, new Bins(bin.edges(), typeOf(bin.of())));
        } else if (expression.operands().isEmpty()) {
            addIfNew(columns, expression);
        }
        expression.operands().forEach(this::declare);
    }

    private static <T> void addIfNew(List<T> list, T element) {
        if (!list.contains(element)) {
            list.add(element);
        }
    }

    private long registerOrNone(@Nullable Expression expression) {
        return expression == null ? NONE : register(expression);
    }

    private int register(Expression expression) {
        Integer known = registers.get(expression);
        if (known != null) {
            return known;
        }
        long[] encoded = {opcode(expression), NONE, NONE, NONE};
        int at = 1;
        for (Expression operand : expression.operands()) {
            encoded[at++] = register(operand);
        }
        if (expression instanceof Expression.Bin bin) {
            encoded[at] = Objects.requireNonNull(registers.get(new Bins(bin.edges(), typeOf(bin.of()))));
        }
        code.add(encoded);
        int register = registers.size();
        registers.put(expression, register);
        return register;
    }

    private static int opcode(Kernel.Kind kind) {
        return switch (kind) {
            case COUNT -> ADD_COUNT;
            case SUM -> ADD_SUM;
            case UNITS -> ADD_UNITS;
            case PRODUCTS -> ADD_PRODUCTS;
        };
    }

    private static int opcode(Expression expression) {
        if (expression instanceof Expression.Both both) {
            return switch (both.operator()) {
                case EQUAL -> EQUAL;
                case LESS -> LESS;
                case PLUS -> PLUS;
                case MINUS -> MINUS;
                case TIMES -> TIMES;
                case OVER -> OVER;
            };
        } else if (expression instanceof Expression.Choice) {
            return CHOICE;
        } else if (expression instanceof Expression.Rank) {
            return RANK;
        } else if (expression instanceof Expression.At) {
            return AT;
        } else if (expression instanceof Expression.ArgMax) {
            return ARG_MAX;
        } else if (expression instanceof Expression.Softmax) {
            return SOFTMAX;
        } else if (expression instanceof Expression.Total) {
            return TOTAL;
        } else if (expression instanceof Expression.Largest) {
            return LARGEST;
        } else if (expression instanceof Expression.LogTotal) {
            return LOG_TOTAL;
        } else if (expression instanceof Expression.Log) {
            return LOG;
        } else if (expression instanceof Expression.SquareRoot) {
            return SQUARE_ROOT;
        } else if (expression instanceof Expression.Lost) {
            return LOST;
        } else if (expression instanceof Expression.Rounded) {
            return ROUND;
        } else if (expression instanceof Expression.Wide) {
            return WIDE;
        } else if (expression instanceof Expression.Bin) {
            return BIN;
        }
        throw new IllegalStateException(expression + " is a column or a constant that was not declared");
    }

    /** The type that an expression's numbers come from. */
    private DataType typeOf(Expression expression) {
        return expression
                .columns()
                .filter(Expression.Vectors.class::isInstance)
                .findFirst()
                .map(column -> types.apply(input(column)))
                .orElse(DataType.FLOAT64);
    }

    /** The input of a column. */
    static Input input(Expression column) {
        if (column instanceof Expression.Weight) {
            return Input.WEIGHTS;
        }
        return column instanceof Expression.Vectors vectors ? vectors.input() : ((Expression.Whole) column).input();
    }
}
