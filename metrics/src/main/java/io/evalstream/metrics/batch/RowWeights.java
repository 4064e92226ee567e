package io.evalstream.metrics.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * How much the rows of a batch count. A row counts as its label says; where the label carries no weight, as its
 * prediction says; and else once. What reads nothing of the label does not read its weight either.
 */
public record RowWeights(NumberColumn first, NumberColumn second) {

    /** Requirements, and those of the weights, which a row may lack. */
    public static List<Requirement> with(List<Requirement> others, Domain domain) {
        List<Requirement> all = new ArrayList<>(others);
        if (readLabels(others)) {
            all.add(Requirement.of(Input.LABEL_WEIGHTS, domain).orAbsent());
        }
        all.add(Requirement.of(Input.WEIGHTS, domain).orAbsent());
        return all;
    }

    /** True where something of the label is required. */
    public static boolean readLabels(List<Requirement> requirements) {
        return requirements.stream().anyMatch(requirement -> requirement.input().side() == Input.Side.LABEL);
    }

    /** The weights of rows, the label's among them or not. */
    public static RowWeights of(Batch batch, boolean ofLabels) {
        NumberColumn ofPredictions = batch.numbers(Input.WEIGHTS);
        return new RowWeights(ofLabels ? batch.numbers(Input.LABEL_WEIGHTS) : ofPredictions, ofPredictions);
    }

    /** The cell that holds a row's weight; absent where the row has none. */
    public static Cell cell(Row row, boolean ofLabels) {
        Cell ofLabel = ofLabels ? row.cell(Input.LABEL_WEIGHTS) : Cell.ABSENT;
        return ofLabel instanceof Cell.Absent ? row.cell(Input.WEIGHTS) : ofLabel;
    }

    /** The weight of an element of a row, counted from 0: its own, or that of the whole row. */
    public double weight(int row, int element) {
        NumberColumn column = first.length(row) > 0 ? first : second;
        int length = column.length(row);
        return length == 0 ? 1 : column.values()[column.start(row) + (length == 1 ? 0 : element)];
    }
}
