package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/**
 * Sums of hinge losses and how many elements they are of.
 *
 * @param oneVersusAll whether each class has a loss of its own; else an element has one, for its margin over the best
 *     wrong class
 */
record HingeSums(Probabilities columns, boolean squared, boolean oneVersusAll) implements ColumnStatistic {

    static final int LOSSES = 0;
    static final int ELEMENTS = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("losses", losses()), Slot.counts("elements"));
    }

    /** Number of losses an element has. */
    int losses() {
        return oneVersusAll ? columns.classes() : 1;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] probabilities = columns.values(batch);
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        for (int row = 0; row < batch.size(); row++) {
            DataType type = preds.type(row);
            long multiplicity = batch.multiplicity(row);
            int stride = target.length(row);
            int shift = preds.start(row) - target.start(row);
            for (int i = target.start(row); i < target.end(row); i++) {
                if (truth[i] == ignored) {
                    continue;
                }
                cells.count(row, ELEMENTS, 0, multiplicity);
                int at = i + shift;
                if (columns.isBinary()) {
                    double margin = truth[i] == 1 ? probabilities[at] : -probabilities[at];
                    cells.sum(row, LOSSES, 0).add(loss(margin, type), multiplicity);
                } else if (oneVersusAll) {
                    for (int c = 0; c < columns.classes(); c++) {
                        double own = probabilities[at + c * stride];
                        double margin = truth[i] == c ? own : -own;
                        cells.sum(row, LOSSES, c).add(loss(margin, type), multiplicity);
                    }
                } else {
                    double margin = margin(probabilities, at, stride, (int) truth[i], type);
                    cells.sum(row, LOSSES, 0).add(loss(margin, type), multiplicity);
                }
            }
        }
    }

    private double margin(double[] probabilities, int at, int stride, int actual, DataType type) {
        double best = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < columns.classes(); c++) {
            if (c != actual) {
                best = Math.max(best, probabilities[at + c * stride]);
            }
        }
        return type.round(probabilities[at + actual * stride] - best);
    }

    /** Rounded after each operation, as the type would. */
    private double loss(double margin, DataType type) {
        double loss = Math.max(0, type.round(1 - margin));
        return squared ? type.round(loss * loss) : loss;
    }
}
