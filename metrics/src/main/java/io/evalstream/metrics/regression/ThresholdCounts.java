package io.evalstream.metrics.regression;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often prediction and target, or only one of them, reached a threshold. Both are compared with the threshold in the
 * row's type.
 *
 * @param kept what the counts are kept apart by
 * @param cap largest number of rows, or of indices along a dimension, that are kept apart
 */
record ThresholdCounts(double threshold, Kept kept, int cap) implements PairStatistic {

    /** What counts are kept apart by. */
    sealed interface Kept {
        record Together() implements Kept {}

        record ByRow() implements Kept {}

        /** The index along a dimension of a row's tensor. */
        record ByIndex(int dimension) implements Kept {}
    }

    private static final int HITS = 0;
    private static final int MISSES = 1;
    private static final int FALSE_ALARMS = 2;
    /** Elements below the threshold on both sides; they say that there was something to count. */
    private static final int REST = 3;

    private static final int KINDS = 4;

    @Override
    public Outputs outputs() {
        return new Outputs.One();
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Outputs.ordered(Input.PREDS, 0), Outputs.ordered(Input.TARGET, 0));
    }

    @Override
    public List<Slot> slots() {
        if (kept instanceof Kept.Together) {
            return List.of(Slot.counts("counts", KINDS));
        }
        // A row is named by its time and sequence and holds its own counts in the key; an index has one key a kind.
        return List.of(
                kept instanceof Kept.ByRow
                        ? Slot.sparse("rows", 2 + KINDS, cap)
                        : Slot.sparse("indices", 1, capOfIndices()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        int[] shape = row.numbers(Input.PREDS).shape();
        if (kept instanceof Kept.ByIndex index && index.dimension >= shape.length) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "a row has the shape " + Arrays.toString(shape) + ", without the dimension " + index.dimension
                            + " that keep_sequence_dim, which counts the rows as dimension 0, asks for");
        }
        return PairStatistic.super.check(row);
    }

    @Override
    public boolean keepsRowsApart() {
        return kept instanceof Kept.ByRow;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        NumberColumn targets = batch.numbers(Input.TARGET);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            if (multiplicity == 0) {
                continue;
            }
            double predictionBound = preds.type(row).round(threshold);
            double targetBound = targets.type(row).round(threshold);
            long[] ofRow = new long[2 + KINDS];
            for (int i = 0; i < preds.length(row); i++) {
                boolean predicted = preds.values()[preds.start(row) + i] >= predictionBound;
                boolean actual = targets.values()[targets.start(row) + i] >= targetBound;
                int kind = predicted ? (actual ? HITS : FALSE_ALARMS) : (actual ? MISSES : REST);
                if (kept instanceof Kept.Together) {
                    cells.count(row, 0, kind, multiplicity);
                } else if (kept instanceof Kept.ByIndex index) {
                    long at = indexAlong(preds.shape(row), index.dimension, i);
                    cells.map(row, 0).add(at * KINDS + kind, multiplicity);
                } else {
                    ofRow[2 + kind]++;
                }
            }
            if (kept instanceof Kept.ByRow) {
                ofRow[0] = batch.time(row);
                ofRow[1] = batch.sequence(row);
                cells.map(row, 0).add(ofRow, 0, multiplicity);
            }
        }
    }

    /** Hits by hits, misses and false alarms, which is 0 where there were none of them. */
    Value criticalSuccessIndex(Memory memory) {
        if (kept instanceof Kept.Together) {
            return Value.scalar(ratio(memory.counts(0), 0));
        }
        List<Double> ratios = new ArrayList<>();
        SparseCounts map = memory.map(0);
        if (kept instanceof Kept.ByRow) {
            map.forEachSorted((key, from, count) -> {
                for (long i = 0; i < count; i++) {
                    ratios.add(ratio(key, from + 2));
                }
            });
        } else {
            List<long[]> byIndex = new ArrayList<>();
            map.forEachSorted((key, from, count) -> {
                int index = (int) (key[from] / KINDS);
                while (count != 0 && byIndex.size() <= index) {
                    byIndex.add(new long[KINDS]);
                }
                if (count != 0) {
                    byIndex.get(index)[(int) (key[from] % KINDS)] += count;
                }
            });
            byIndex.forEach(counts -> ratios.add(ratio(counts, 0)));
        }
        return ratios.isEmpty()
                ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                : Value.vector(ratios.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double ratio(long[] counts, int from) {
        long any = counts[from + HITS] + counts[from + MISSES] + counts[from + FALSE_ALARMS];
        return any == 0 ? 0 : (double) counts[from + HITS] / any;
    }

    /** Index along a dimension of the element at a row-major place. */
    private static int indexAlong(int[] shape, int dimension, int place) {
        int after = 1;
        for (int i = dimension + 1; i < shape.length; i++) {
            after *= shape[i];
        }
        return place / after % shape[dimension];
    }

    private int capOfIndices() {
        return (int) Math.min(Integer.MAX_VALUE, (long) cap * KINDS);
    }

    static Kept kept(@Nullable Integer sequenceDimension) {
        if (sequenceDimension == null) {
            return new Kept.Together();
        }
        return sequenceDimension == 0 ? new Kept.ByRow() : new Kept.ByIndex(sequenceDimension - 1);
    }
}
