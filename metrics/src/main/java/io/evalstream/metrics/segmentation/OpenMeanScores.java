package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseSums;
import java.util.List;
import java.util.SortedMap;

/** As {@link MeanScores} by class, where the rows say how many classes there are. */
record OpenMeanScores(Masks masks, AreaScore score, int cap) implements ColumnStatistic {

    private static final int SCORES = 0;

    /** Sums kept for each class: of its scores, how many there were, and of how many rows. */
    private static final int PARTS = 3;

    private static final int SUM = 0;
    private static final int COUNT = 1;
    private static final int ROWS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("scores", SparseSums.KEY_WORDS, cap));
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
            if (multiplicity == 0) {
                continue;
            }
            SparseSums sums = new SparseSums(cells.map(row, SCORES));
            double[] scores = score.of(areas.get(row));
            for (int i = 0; i < scores.length; i++) {
                long first = (long) PARTS * i;
                if (!Double.isNaN(scores[i])) {
                    sums.add(first + SUM, scores[i], multiplicity);
                    sums.count(first + COUNT, multiplicity);
                }
                sums.count(first + ROWS, multiplicity);
            }
        }
    }

    static Value means(Memory memory) {
        SortedMap<Long, Dyadic> sums = new SparseSums(memory.map(SCORES)).read();
        if (sums.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        double[] means = new double[(int) (sums.lastKey() / PARTS) + 1];
        for (int i = 0; i < means.length; i++) {
            long first = (long) PARTS * i;
            Dyadic sum = sums.getOrDefault(first + SUM, Dyadic.ZERO);
            means[i] = sum.dividedBy(sums.getOrDefault(first + COUNT, Dyadic.ZERO));
        }
        return Value.vector(means);
    }
}
