package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** The exact sums of the rows' scores and how many there were, by class or of all classes. */
record MeanScores(Masks masks, AreaScore score) implements ColumnStatistic {

    private static final int SUMS = 0;
    private static final int COUNTS = 1;
    private static final int ROWS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sums", width()), Slot.counts("counts", width()), Slot.counts("rows"));
    }

    @Override
    public ColumnSet columns() {
        return masks;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        List<Areas> areas = masks.areas(batch);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            double[] scores = score.of(areas.get(row));
            for (int i = 0; i < scores.length; i++) {
                if (!Double.isNaN(scores[i])) {
                    int at = score.perClass() ? i : 0;
                    cells.sum(row, SUMS, at).add(scores[i], multiplicity);
                    cells.count(row, COUNTS, at, multiplicity);
                }
            }
            cells.count(row, ROWS, 0, multiplicity);
        }
    }

    Value means(Memory memory) {
        double[] means = new double[width()];
        for (int i = 0; i < means.length; i++) {
            means[i] = memory.sum(SUMS, i).dividedBy(memory.count(COUNTS, i));
        }
        return score.perClass() ? Value.vector(means) : Value.scalar(means[0]);
    }

    private int width() {
        return score.perClass() ? masks.counted(masks.known()) : 1;
    }
}
