package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;

/** Pixels by class over all rows: in the predicted masks, in the true ones, and in both. */
record TotalAreas(Masks masks) implements ColumnStatistic {

    private static final int PREDICTED = 0;
    private static final int EXPECTED = 1;
    private static final int COMMON = 2;
    private static final int ROWS = 3;

    @Override
    public List<Slot> slots() {
        int classes = masks.counted(masks.known());
        return List.of(
                Slot.counts("predicted", classes),
                Slot.counts("expected", classes),
                Slot.counts("common", classes),
                Slot.counts("rows"));
    }

    @Override
    public ColumnSet columns() {
        return masks;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        List<Areas> all = masks.areas(batch);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            Areas areas = all.get(row);
            for (int i = 0; i < areas.classes(); i++) {
                cells.count(row, PREDICTED, i, multiplicity * areas.predicted()[i]);
                cells.count(row, EXPECTED, i, multiplicity * areas.expected()[i]);
                cells.count(row, COMMON, i, multiplicity * areas.common()[i]);
            }
            cells.count(row, ROWS, 0, multiplicity);
        }
    }

    static Areas read(Memory memory) {
        return new Areas(memory.counts(PREDICTED), memory.counts(EXPECTED), memory.counts(COMMON));
    }
}
