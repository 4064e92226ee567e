package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Every value, in the order of the rows' positions. The shapes of the rows are kept beside them: where all rows have the
 * same, the list is a tensor of rows, and else it is flat.
 *
 * @param cap largest number of values
 */
record Listed(NanStrategy nan, int cap) implements Statistic {

    private static final int VALUES = 0;
    private static final int SHAPES = 1;
    private static final int SEEN = 2;

    /** A value is named by the time and the sequence of its row, its place in the row, and its bits. */
    private static final int VALUE_WORDS = 4;
    /** A shape is its dimensions, filled up with {@link #NO_DIMENSION}. Longer shapes are flat. */
    private static final int SHAPE_WORDS = 4;

    private static final long NO_DIMENSION = -1;
    private static final int SHAPE_CAP = 1 << 10;

    @Override
    public List<Slot> slots() {
        return List.of(
                Slot.sparse("values", VALUE_WORDS, cap),
                Slot.sparse("shapes", SHAPE_WORDS, SHAPE_CAP),
                Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.of(Input.VALUE, nan.domain()));
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn values = batch.numbers(Input.VALUE);
        long[] key = new long[VALUE_WORDS];
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            if (multiplicity == 0) {
                continue;
            }
            key[0] = batch.time(row);
            key[1] = batch.sequence(row);
            int kept = 0;
            for (int i = 0; i < values.length(row); i++) {
                double value = values.values()[values.start(row) + i];
                cells.count(row, SEEN, 0, multiplicity);
                if (nan.keeps(value)) {
                    key[2] = i;
                    key[3] = OrderedBits.of(nan.taken(value));
                    cells.map(row, VALUES).add(key, 0, multiplicity);
                    kept++;
                }
            }
            boolean whole = kept == values.length(row);
            long[] shape = shapeKey(whole ? values.shape(row) : new int[0]);
            cells.map(row, SHAPES).add(shape, 0, whole ? multiplicity : multiplicity * kept);
        }
    }

    static Value read(Memory memory) {
        if (memory.count(SEEN) == 0) {
            return Value.undefined(Value.Code.EMPTY, "every value was retracted");
        }
        List<Double> values = new ArrayList<>();
        memory.map(VALUES).forEachSorted((key, from, count) -> {
            for (long i = 0; i < count; i++) {
                values.add(OrderedBits.toDouble(key[from + 3]));
            }
        });
        double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
        int[] ofRow = commonShape(memory);
        int[] shape = new int[ofRow.length + 1];
        int size = Arrays.stream(ofRow).reduce(1, Math::multiplyExact);
        if (size == 0 || all.length % size != 0) {
            return Value.vector(all);
        }
        shape[0] = all.length / size;
        System.arraycopy(ofRow, 0, shape, 1, ofRow.length);
        return new Value.Tensor(shape, all);
    }

    /** The shape that all rows have; that of plain numbers where they differ. */
    private static int[] commonShape(Memory memory) {
        List<int[]> shapes = new ArrayList<>();
        memory.map(SHAPES).forEachSorted((key, from, count) -> {
            if (count != 0) {
                shapes.add(Arrays.stream(key, from, from + SHAPE_WORDS)
                        .filter(dimension -> dimension != NO_DIMENSION)
                        .mapToInt(dimension -> (int) dimension)
                        .toArray());
            }
        });
        return shapes.size() == 1 ? shapes.get(0) : new int[0];
    }

    private static long[] shapeKey(int[] shape) {
        long[] key = new long[SHAPE_WORDS];
        Arrays.fill(key, NO_DIMENSION);
        for (int i = 0; shape.length <= SHAPE_WORDS && i < shape.length; i++) {
            key[i] = shape[i];
        }
        return key;
    }
}
