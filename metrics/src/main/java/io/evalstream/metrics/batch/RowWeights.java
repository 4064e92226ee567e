package io.evalstream.metrics.batch;

import java.util.List;

/**
 * How much the rows of a batch count. A row counts as its label says; where the label carries no weight, as its
 * prediction says; and else once.
 */
public record RowWeights(NumberColumn ofLabels, NumberColumn ofPredictions) {

    /** The two columns, either of which a row may lack. */
    public static List<Requirement> requirements(Domain domain) {
        return List.of(
                Requirement.of(Input.LABEL_WEIGHTS, domain).orAbsent(),
                Requirement.of(Input.WEIGHTS, domain).orAbsent());
    }

    public static RowWeights of(Batch batch) {
        return new RowWeights(batch.numbers(Input.LABEL_WEIGHTS), batch.numbers(Input.WEIGHTS));
    }

    /** The cell that holds a row's weight; absent where the row has none. */
    public static Cell cell(Row row) {
        Cell ofLabel = row.cell(Input.LABEL_WEIGHTS);
        return ofLabel instanceof Cell.Absent ? row.cell(Input.WEIGHTS) : ofLabel;
    }

    /** The column that holds a row's weight; of length 0 there where the row has none. */
    public NumberColumn column(int row) {
        return ofLabels.length(row) > 0 ? ofLabels : ofPredictions;
    }

    /** The weight of an element of a row, counted from 0: its own, or that of the whole row. */
    public double weight(int row, int element) {
        NumberColumn column = column(row);
        int length = column.length(row);
        return length == 0 ? 1 : column.values()[column.start(row) + (length == 1 ? 0 : element)];
    }
}
