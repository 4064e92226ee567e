package io.evalstream.metrics.ranking;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores in bins of equal width, each with its upper edge: how many there are, how many are positive, and their exact sum.
 *
 * @param bins number of bins from 0 to 1
 */
record ScoreBins(Scoring scoring, int bins) implements ColumnStatistic {

    private static final int ELEMENTS = 0;
    private static final int POSITIVES = 1;
    private static final int SCORES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.counts("elements", bins), Slot.counts("positives", bins), Slot.exactSum("scores", bins));
    }

    @Override
    public ColumnSet columns() {
        return scoring;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        double[] scores = scoring.scores(batch);
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn target = batch.numbers(Input.TARGET);
        double ignored = scoring.ignored();
        for (int row = 0; row < batch.size(); row++) {
            int from = preds.start(row);
            for (int i = 0; i < preds.length(row); i++) {
                double truth = target.values()[target.start(row) + i];
                if (truth != ignored) {
                    int bin = bin(scores[from + i]);
                    cells.count(row, ELEMENTS, bin, batch.multiplicity(row));
                    cells.count(row, POSITIVES, bin, truth == 1 ? batch.multiplicity(row) : 0);
                    cells.sum(row, SCORES, bin).add(scores[from + i], batch.multiplicity(row));
                }
            }
        }
    }

    /** The bins that are not empty. */
    CalibrationCurve.Points read(Memory memory) {
        List<double[]> points = new ArrayList<>();
        for (int bin = 0; bin < bins; bin++) {
            long elements = memory.count(ELEMENTS, bin);
            if (elements != 0) {
                points.add(new double[] {
                    memory.count(POSITIVES, bin) / (double) elements,
                    memory.sum(SCORES, bin).dividedBy(elements),
                    (double) elements
                });
            }
        }
        return new CalibrationCurve.Points(points);
    }

    /** The number of inner edges below a score; the edge i is i / bins, rounded once. */
    private int bin(double score) {
        int bin = (int) Math.min(bins - 1, score * bins);
        while (bin > 0 && score <= edge(bin)) {
            bin--;
        }
        while (bin < bins - 1 && score > edge(bin + 1)) {
            bin++;
        }
        return bin;
    }

    private double edge(int index) {
        return (double) index / bins;
    }
}
