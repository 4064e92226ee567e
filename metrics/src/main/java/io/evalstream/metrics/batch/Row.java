package io.evalstream.metrics.batch;

import java.util.Arrays;

/** One row: a cell for each column of a schema. */
public final class Row {

    private final RowSchema schema;
    private final Cell[] cells;

    public Row(RowSchema schema) {
        this.schema = schema;
        cells = new Cell[schema.inputs().size()];
        Arrays.fill(cells, Cell.ABSENT);
    }

    /** Sets a cell; a column that no statistic reads is left out. */
    public Row set(Input input, Cell cell) {
        int index = schema.indexOf(input);
        if (index >= 0) {
            cells[index] = cell;
        }
        return this;
    }

    public Cell cell(Input input) {
        int index = schema.indexOf(input);
        return index < 0 ? Cell.ABSENT : cells[index];
    }

    public Cell cell(int index) {
        return cells[index];
    }

    /** The tensor in a column that is known to hold one. */
    public Cell.Numbers numbers(Input input) {
        return (Cell.Numbers) cell(input);
    }

    /** The texts in a column that is known to hold some. */
    public Cell.Texts texts(Input input) {
        return (Cell.Texts) cell(input);
    }

    public RowSchema schema() {
        return schema;
    }
}
