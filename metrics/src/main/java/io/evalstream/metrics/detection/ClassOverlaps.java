package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseSums;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The exact sums of the overlaps by the class of the true object, and the classes that either side has. */
record ClassOverlaps(PairOverlaps pairs, int cap) implements Statistic {

    private static final int OVERLAPS = 0;

    /** What is kept for a class: the sum, the number of pairs, and how many objects it has. */
    private static final int PARTS = 3;

    private static final int SUM = 0;
    private static final int COUNT = 1;
    private static final int OBJECTS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("overlaps", SparseSums.KEY_WORDS, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return PairOverlaps.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return PairOverlaps.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            SparseSums sums = new SparseSums(cells.map(row, OVERLAPS));
            long multiplicity = batch.multiplicity(row);
            pairs.forEach(batch, row, (overlap, trueClass) -> {
                if (trueClass != null) {
                    sums.add(PARTS * trueClass + SUM, overlap, multiplicity);
                    sums.count(PARTS * trueClass + COUNT, multiplicity);
                }
            });
            for (ObjectColumns side : List.of(ObjectColumns.PREDS, ObjectColumns.TARGET)) {
                for (int i = 0; i < side.count(batch, row); i++) {
                    sums.count(PARTS * side.label(batch, row, i) + OBJECTS, multiplicity);
                }
            }
        }
    }

    /** The mean of each class that either side has; 0 where no pair of it counts. */
    static SortedMap<Long, Double> means(Memory memory) {
        SortedMap<Long, Dyadic> sums = new SparseSums(memory.map(OVERLAPS)).read();
        SortedMap<Long, Double> means = new TreeMap<>();
        sums.keySet().forEach(key -> {
            long label = Math.floorDiv(key, PARTS);
            Dyadic count = sums.getOrDefault(PARTS * label + COUNT, Dyadic.ZERO);
            Dyadic sum = sums.getOrDefault(PARTS * label + SUM, Dyadic.ZERO);
            means.put(label, count.signum() == 0 ? 0 : sum.dividedBy(count));
        });
        return means;
    }
}
