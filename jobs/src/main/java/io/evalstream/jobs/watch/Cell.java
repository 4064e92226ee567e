package io.evalstream.jobs.watch;

import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.NamedValues;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TensorValue;
import io.evalstream.schemas.Undefined;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How the value of a metric looks in a cell of a table; the reason where there is none. */
record Cell(String text, String reason) {
    private static final int ELEMENTS_SHOWN = 3;

    /** The cells of a report's metrics by name; the parts of a compound value are named {@code metric.part}. */
    static Map<String, Cell> of(List<MetricValue> values) {
        Map<String, Cell> cells = new LinkedHashMap<>();
        collect("", values, cells);
        return cells;
    }

    private static void collect(String prefix, List<MetricValue> values, Map<String, Cell> cells) {
        for (MetricValue value : values) {
            String name = prefix + value.getName();
            if (value.getValue() instanceof NamedValues named) {
                collect(name + ".", named.getEntries(), cells);
            } else {
                cells.put(name, of(value.getValue()));
            }
        }
    }

    private static Cell of(Object value) {
        if (value instanceof Scalar scalar) {
            return new Cell(number(scalar.getValue()), "");
        }
        if (value instanceof TensorValue tensor) {
            return new Cell(tensor(tensor), "");
        }
        if (value instanceof Undefined undefined) {
            return new Cell("-", undefined.getReason());
        }
        return new Cell("?", "a kind of value that this version does not know");
    }

    private static String tensor(TensorValue tensor) {
        List<Double> values = tensor.getValues();
        if (tensor.getShape().size() <= 1 && values.size() <= ELEMENTS_SHOWN) {
            return values.stream().map(Cell::number).collect(Collectors.joining(" ", "[", "]"));
        }
        return tensor.getShape().stream().map(String::valueOf).collect(Collectors.joining("x", "[", "]"));
    }

    /** Four digits after the point, and the exponent where that would not show the number. */
    static String number(double value) {
        double magnitude = Math.abs(value);
        if (Double.isNaN(value)) {
            return "-";
        }
        if (value == Math.rint(value) && magnitude < 1e7) {
            return magnitude <= 1 ? String.format(Locale.ROOT, "%.4f", value) : Long.toString((long) value);
        }
        boolean plain = magnitude >= 1e-3 && magnitude < 1e7;
        String format = plain ? (magnitude < 100 ? "%.4f" : "%.2f") : "%.3e";
        return String.format(Locale.ROOT, format, value);
    }
}
