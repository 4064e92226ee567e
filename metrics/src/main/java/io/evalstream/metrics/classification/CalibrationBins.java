package io.evalstream.metrics.classification;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Expression;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Kernel;
import io.evalstream.metrics.batch.Kernel.Addition;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Confidences in bins of equal width: how many there are, how many were right, and their sum. The confidence of a binary
 * task is the probability of yes, and a yes is right; that of a multiclass task is the highest probability. A confidence
 * of exactly 1 has a bin of its own behind the last.
 *
 * @param bins number of bins below 1
 */
record CalibrationBins(Probabilities columns, int bins) implements ColumnStatistic {

    static final int COUNTS = 0;
    static final int RIGHT = 1;
    static final int CONFIDENCES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.counts("elements", bins + 1),
                Slot.counts("right", bins + 1),
                Slot.exactSum("confidence", bins + 1));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] probabilities = columns.values(batch);
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        double[] truth = target.values();
        double ignored = columns.ignoredTarget();
        double[] edges = {};
        DataType typeOfEdges = null;
        for (int row = 0; row < batch.size(); row++) {
            if (preds.type(row) != typeOfEdges) {
                typeOfEdges = preds.type(row);
                edges = edges(typeOfEdges);
            }
            long multiplicity = batch.multiplicity(row);
            int elements = target.length(row);
            int shift = preds.start(row) - target.start(row);
            for (int i = target.start(row); i < target.end(row); i++) {
                if (truth[i] == ignored) {
                    continue;
                }
                int at = i + shift;
                double right = 1;
                if (!columns.isBinary()) {
                    int highest = ClassColumns.highest(probabilities, at, elements, preds.end(row));
                    at += highest * elements;
                    right = highest;
                }
                int bin = bin(edges, probabilities[at]);
                cells.count(row, COUNTS, bin, multiplicity);
                cells.count(row, RIGHT, bin, truth[i] == right ? multiplicity : 0);
                cells.sum(row, CONFIDENCES, bin).add(probabilities[at], multiplicity);
            }
        }
    }

    @Override
    public @Nullable Kernel kernel() {
        if (columns.isBinary()) {
            return null;
        }
        Expression truth = new Expression.Whole(Input.TARGET);
        Integer ignored = columns.ignored();
        Expression counted = ignored == null
                ? null
                : truth.isEqual(new Expression.Constant(ignored)).not();
        Expression probabilities = columns.vectors();
        Expression highest = new Expression.ArgMax(probabilities);
        Expression confidence = new Expression.At(probabilities, highest);
        Expression bin = new Expression.Bin(confidence, new LowerEdges(this));
        Expression right = truth.isEqual(highest);
        return Kernel.byElement(
                Input.TARGET,
                Addition.count(COUNTS, 0, bins + 1, bin, counted),
                Addition.count(RIGHT, 0, bins + 1, bin, counted == null ? right : right.and(counted)),
                Addition.sum(CONFIDENCES, bins + 1, bin, confidence, counted));
    }

    /** The edges of a statistic's bins. */
    private record LowerEdges(CalibrationBins of) implements Expression.Edges {
        @Override
        public double[] of(DataType type) {
            return of.edges(type);
        }
    }

    /**
     * The lower edges of the bins in the arithmetic of a row's type: from 0 in equal steps, and above the middle from 1
     * back. As in TorchMetrics, sixteen bits are too coarse for the highest of several probabilities.
     */
    private double[] edges(DataType typeOfRow) {
        DataType type =
                columns.isBinary() || typeOfRow.epsilon() < DataType.FLOAT32.epsilon() ? typeOfRow : DataType.FLOAT32;
        double[] edges = new double[bins + 1];
        double step = type.round(1.0 / bins);
        for (int i = 0; i <= bins; i++) {
            edges[i] = i < (bins + 1) / 2 ? type.round(step * i) : type.round(1 - type.round(step * (bins - i)));
        }
        return edges;
    }

    /** The last bin whose lower edge is not above the confidence. */
    private static int bin(double[] edges, double confidence) {
        int low = 0;
        int high = edges.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (edges[middle] <= confidence) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
