package io.evalstream.metrics.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic over names, as Python writes it: {@code + - * / // % **}, comparisons (1 where they hold), parentheses,
 * numbers, and {@code abs, sqrt, exp, log}. A name of other letters than those of identifiers stands in backquotes, and
 * a dot picks one of a metric's named values.
 */
public final class Formula {

    private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
            Map.of("abs", Math::abs, "sqrt", Math::sqrt, "exp", StrictMath::exp, "log", StrictMath::log);
    /** Operations by how tightly they bind, loosest first; the power is apart, since it binds to the right. */
    private static final List<List<Operation>> LEVELS = List.of(
            List.of(Operation.LE, Operation.GE, Operation.EQ, Operation.NE, Operation.LT, Operation.GT),
            List.of(Operation.ADD, Operation.SUB),
            List.of(Operation.FLOORDIV, Operation.MUL, Operation.DIV, Operation.MOD));

    private static final Pattern TOKEN =
            Pattern.compile("\\s*(?:(?<number>(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?)"
                    + "|(?<name>[A-Za-z_][A-Za-z0-9_]*(?:\\.[A-Za-z0-9_]+)*)|`(?<quoted>[^`]+)`"
                    + "|(?<sign>\\*\\*|//|<=|>=|==|!=|[-+*/%<>()]))");

    private sealed interface Node {
        record Constant(double value) implements Node {}

        record Name(String name) implements Node {}

        record Applied(DoubleUnaryOperator function, Node to) implements Node {}

        record Joined(Operation operation, Node left, Node right) implements Node {}
    }

    private record Token(String text, boolean isName, boolean isNumber) {}

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private final SortedSet<String> names = new TreeSet<>();
    private final Node root;
    private int next;

    private Formula(String text) {
        this.text = text;
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        String stripped = text.stripTrailing();
        while (end < stripped.length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw refuse("'" + stripped.substring(end).strip() + "' was not expected");
            }
            String quoted = matcher.group("quoted");
            String name = quoted == null ? matcher.group("name") : quoted;
            tokens.add(new Token(
                    name == null ? matcher.group().strip() : name, name != null, matcher.group("number") != null));
            end = matcher.end();
        }
        root = level(0);
        if (next < tokens.size()) {
            throw refuse("'" + tokens.get(next).text() + "' was not expected");
        }
    }

    /**
     * Reads a formula.
     *
     * @throws PlanException where the text is none
     */
    public static Formula parse(String text) {
        return new Formula(text);
    }

    /** The names in it, in alphabetical order. */
    public SortedSet<String> names() {
        return new TreeSet<>(names);
    }

    /** The value, from those of the names. The first that is undefined makes it undefined, and is named. */
    public Value value(Function<String, Value> values) {
        return value(root, values);
    }

    /** The number, from those of the names. */
    public double number(ToDoubleFunction<String> numbers) {
        return number(root, numbers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Formula formula && formula.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    private static Value value(Node node, Function<String, Value> values) {
        if (node instanceof Node.Constant number) {
            return Value.scalar(number.value());
        } else if (node instanceof Node.Name named) {
            Value value = values.apply(named.name());
            return value instanceof Value.Undefined undefined
                    ? new Value.Undefined(undefined.code(), named.name() + ": " + undefined.reason(), undefined.limit())
                    : value;
        } else if (node instanceof Node.Applied applied) {
            return value(applied.to(), values).map(applied.function());
        }
        Node.Joined joined = (Node.Joined) node;
        return joined.operation().apply(value(joined.left(), values), value(joined.right(), values));
    }

    private static double number(Node node, ToDoubleFunction<String> numbers) {
        if (node instanceof Node.Constant number) {
            return number.value();
        } else if (node instanceof Node.Name named) {
            return numbers.applyAsDouble(named.name());
        } else if (node instanceof Node.Applied applied) {
            return applied.function().applyAsDouble(number(applied.to(), numbers));
        }
        Node.Joined joined = (Node.Joined) node;
        return joined.operation().apply(number(joined.left(), numbers), number(joined.right(), numbers));
    }

    private Node level(int level) {
        if (level == LEVELS.size()) {
            return unary();
        }
        Node left = level(level + 1);
        while (true) {
            Operation operation = LEVELS.get(level).stream()
                    .filter(candidate -> isSign(candidate.sign()))
                    .findFirst()
                    .orElse(null);
            if (operation == null) {
                return left;
            }
            next++;
            left = new Node.Joined(operation, left, level(level + 1));
        }
    }

    private Node unary() {
        if (takes("-")) {
            return new Node.Applied(value -> -value, unary());
        } else if (takes("+")) {
            return unary();
        }
        Node base = atom();
        // As in Python, a power binds tighter than a sign before it, and looser than one in its exponent.
        return takes(Operation.POW.sign()) ? new Node.Joined(Operation.POW, base, unary()) : base;
    }

    private Node atom() {
        if (takes("(")) {
            return closed();
        } else if (next == tokens.size()) {
            throw refuse("it ends too early");
        }
        Token token = tokens.get(next++);
        if (token.isNumber()) {
            return new Node.Constant(Double.parseDouble(token.text()));
        } else if (!token.isName()) {
            throw refuse("'" + token.text() + "' was not expected");
        } else if (!takes("(")) {
            names.add(token.text());
            return new Node.Name(token.text());
        } else if (!FUNCTIONS.containsKey(token.text())) {
            throw refuse("there is no function '" + token.text() + "'; known are "
                    + String.join(", ", new TreeSet<>(FUNCTIONS.keySet())));
        }
        return new Node.Applied(Objects.requireNonNull(FUNCTIONS.get(token.text())), closed());
    }

    private Node closed() {
        Node inner = level(0);
        if (!takes(")")) {
            throw refuse("a ')' is missing");
        }
        return inner;
    }

    private boolean takes(String sign) {
        boolean is = isSign(sign);
        if (is) {
            next++;
        }
        return is;
    }

    private boolean isSign(String sign) {
        return next < tokens.size()
                && !tokens.get(next).isName()
                && tokens.get(next).text().equals(sign);
    }

    private PlanException refuse(String why) {
        return new PlanException("'" + text + "' is no formula: " + why
                + "; expected names and numbers joined by + - * / // % ** or a comparison, as in `f1_a - f1_b`");
    }

    /**
     * A metric that a formula makes of others.
     *
     * @param known the metrics that the formula may name
     * @throws PlanException where it names another
     */
    public Metric over(Map<String, Metric> known, String name) {
        Map<String, Metric> parts = new LinkedHashMap<>();
        for (String word : names) {
            String metric = metricOf(word, known);
            parts.put(metric, Objects.requireNonNull(known.get(metric)));
        }
        if (parts.isEmpty()) {
            throw refuse("it names no metric");
        }
        return Metric.ofMetrics(
                name, parts, null, values -> value(word -> picked(word, metricOf(word, known), values)));
    }

    /** The longest part of a dotted name that is a metric's. */
    private static String metricOf(String word, Map<String, Metric> known) {
        for (String metric = word; ; metric = metric.substring(0, metric.lastIndexOf('.'))) {
            if (known.containsKey(metric)) {
                return metric;
            } else if (metric.lastIndexOf('.') < 0) {
                throw new PlanException("no other metric of the plan is named '" + word + "'"
                        + Suggestion.of(word, Collections.unmodifiableSet(known.keySet()))
                        + "; a formula names metrics that the plan lists, and formulas above it");
            }
        }
    }

    private static Value picked(String word, String metric, Map<String, Value> values) {
        Value value = Objects.requireNonNull(values.get(metric));
        if (!word.equals(metric) && !(value instanceof Value.Undefined)) {
            String key = word.substring(metric.length() + 1);
            Value inner = value instanceof Value.Named named ? named.values().get(key) : null;
            return inner == null
                    ? Value.undefined(Value.Code.DEGENERATE, "'" + metric + "' has no value named '" + key + "'")
                    : inner;
        }
        return value;
    }
}
