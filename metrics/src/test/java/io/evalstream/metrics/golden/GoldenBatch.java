package io.evalstream.metrics.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code update} of a golden case was given, as rows: dimension 0 of each array is the rows, and a cell is a
 * tensor of the remaining shape.
 *
 * <p>Columns are named by their path in the batch, {@code preds} or {@code preds.boxes} where the input is a list or a map
 * of maps. A number or text that stands alone (a weight for all, {@code real: true}) is given to every row. Where the
 * arrays have different lengths, the rows past the end of a shorter one lack that column. Where a text stands alone,
 * the batch is one row and a list beside it is the references of that row.
 *
 * @param columns cells by column
 * @param alone cells of every row
 * @param size number of rows
 */
public record GoldenBatch(Map<String, List<Cell>> columns, Map<String, Cell> alone, int size) {

    private static final String SHAPES = "shapes";

    static GoldenBatch of(JsonNode batch, JsonNode types) {
        Map<String, List<Cell>> columns = new LinkedHashMap<>();
        Map<String, Cell> alone = new LinkedHashMap<>();
        boolean oneText = false;
        for (JsonNode input : batch) {
            oneText |= input.isTextual();
        }
        addInputs("", batch, types, oneText, columns, alone);
        int size = columns.values().stream().mapToInt(List::size).max().orElse(alone.isEmpty() ? 0 : 1);
        return new GoldenBatch(columns, alone, size);
    }

    /** The rows as this schema holds them. */
    public List<Row> rows(RowSchema schema) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Row row = new Row(schema);
            for (Input input : schema.inputs()) {
                row.set(input, cell(input.name(), i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** All tensors of a column. */
    public List<Cell.Numbers> numbers(String column) {
        List<Cell> cells = new ArrayList<>(columns.getOrDefault(column, List.of()));
        if (alone.containsKey(column)) {
            cells.add(alone.get(column));
        }
        return cells.stream()
                .filter(Cell.Numbers.class::isInstance)
                .map(Cell.Numbers.class::cast)
                .toList();
    }

    private Cell cell(String name, int row) {
        String column = columnOf(name);
        if (column == null) {
            return Cell.ABSENT;
        }
        if (alone.containsKey(column)) {
            return alone.get(column);
        }
        List<Cell> cells = columns.getOrDefault(column, List.of());
        return row < cells.size() ? cells.get(row) : Cell.ABSENT;
    }

    /**
     * The column that a statistic's input is: its path with dots or underscores, or, where only one column ends so, the
     * last word of the path; a plural s may be missing or be there.
     */
    private @Nullable String columnOf(String input) {
        // The features of a network that hands on its input are what the case calls images.
        String name = input.equals("features") ? "imgs" : input;
        List<String> all = new ArrayList<>(columns.keySet());
        all.addAll(alone.keySet());
        String found = null;
        for (String column : all) {
            if (column.equals(name) || column.replace('.', '_').equals(name)) {
                return column;
            }
            String last = column.substring(column.lastIndexOf('.') + 1);
            if (last.equals(name) || (last + "s").equals(name) || last.equals(name + "s")) {
                if (found != null) {
                    return null;
                }
                found = column;
            }
        }
        return found;
    }

    private static void addInputs(
            String prefix,
            JsonNode inputs,
            JsonNode types,
            boolean oneRow,
            Map<String, List<Cell>> columns,
            Map<String, Cell> alone) {
        inputs.properties().forEach(field -> {
            String name = field.getKey();
            if (name.equals(SHAPES)) {
                return;
            }
            String path = prefix + name;
            JsonNode value = field.getValue();
            JsonNode type = types.isObject() ? types.path(name) : types;
            if (value.isObject()) {
                addInputs(path + ".", value, type, oneRow, columns, alone);
            } else if (value.isArray() && !oneRow) {
                addRows(path, value, type, columns);
            } else {
                alone.put(path, cell(value, type, MissingNode.getInstance()));
            }
        });
    }

    private static void addRows(String path, JsonNode rows, JsonNode type, Map<String, List<Cell>> columns) {
        boolean maps = false;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).isObject()) {
                maps = true;
                addMap(path, i, rows.get(i), type, columns);
            }
        }
        if (!maps) {
            List<Cell> cells = new ArrayList<>();
            rows.forEach(row -> cells.add(cell(row, type, MissingNode.getInstance())));
            columns.put(path, cells);
        }
    }

    /** A row that is a map has a column for each key; a row that lacks a key lacks the column. */
    private static void addMap(String path, int row, JsonNode map, JsonNode type, Map<String, List<Cell>> columns) {
        map.properties().forEach(field -> {
            String name = field.getKey();
            if (name.equals(SHAPES)) {
                return;
            }
            String column = path + "." + name;
            JsonNode own = type.isObject() ? type.path(name) : type;
            if (field.getValue().isObject()) {
                addMap(column, row, field.getValue(), own, columns);
                return;
            }
            List<Cell> cells = columns.computeIfAbsent(column, key -> new ArrayList<>());
            while (cells.size() < row) {
                cells.add(Cell.ABSENT);
            }
            cells.add(cell(field.getValue(), own, map.path(SHAPES).path(name)));
        });
    }

    private static Cell cell(JsonNode node, JsonNode type, JsonNode shape) {
        if (holdsText(node, type)) {
            List<String> texts = new ArrayList<>();
            if (node.isArray()) {
                node.forEach(text -> texts.add(text.asText()));
            } else {
                texts.add(node.asText());
            }
            return new Cell.Texts(texts);
        }
        List<Integer> dimensions = new ArrayList<>();
        for (JsonNode inner = node; inner.isArray(); inner = inner.path(0)) {
            dimensions.add(inner.size());
        }
        if (shape.isArray()) {
            dimensions.clear();
            shape.forEach(dimension -> dimensions.add(dimension.asInt()));
        }
        List<JsonNode> elements = new ArrayList<>();
        flatten(node, elements);
        DataType dataType = dataType(type.asText(), elements);
        double[] values = elements.stream()
                .mapToDouble(element -> dataType.round(number(element)))
                .toArray();
        return new Cell.Numbers(
                values, dataType, dimensions.stream().mapToInt(i -> i).toArray());
    }

    private static boolean holdsText(JsonNode node, JsonNode type) {
        if (!type.asText().equals("py-raw")) {
            return false;
        }
        return node.isTextual()
                || (node.isArray() && (node.isEmpty() || node.get(0).isTextual()));
    }

    private static void flatten(JsonNode node, List<JsonNode> elements) {
        if (node.isArray()) {
            node.forEach(inner -> flatten(inner, elements));
        } else {
            elements.add(node);
        }
    }

    /** A number, or one of the texts that stand for NaN and the infinities; true is 1. */
    static double number(JsonNode node) {
        if (node.isBoolean()) {
            return node.asBoolean() ? 1 : 0;
        }
        return node.isTextual() ? Double.parseDouble(node.asText()) : node.doubleValue();
    }

    private static DataType dataType(String name, List<JsonNode> elements) {
        return switch (name) {
            case "bool", "int64", "float16", "bfloat16", "float32", "float64" ->
                DataType.valueOf(name.toUpperCase(Locale.ROOT));
            case "int8", "uint8", "int16", "int32" -> DataType.INT64;
            case "half" -> DataType.FLOAT16;
            default -> {
                if (elements.stream().allMatch(JsonNode::isBoolean)) {
                    yield DataType.BOOL;
                }
                yield elements.stream().allMatch(JsonNode::isIntegralNumber) ? DataType.INT64 : DataType.FLOAT64;
            }
        };
    }
}
