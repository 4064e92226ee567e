package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.ColumnSet;
import io.evalstream.metrics.batch.ColumnStatistic;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The numbers of every row, in the order of the rows' positions. Each is a key: position, a hash of the row's numbers with
 * the place among them, and the number. The hash keeps rows apart that share a position, such as a row and what corrects it.
 * The shape of a row that has several dimensions comes before its numbers.
 *
 * @param cap largest number of numbers, those of the shapes among them
 */
record TermList(ImageTerm term, int cap) implements ColumnStatistic {

    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "largest number of entries that are remembered where they are listed")
            .atLeast(1);

    private static final int VALUES = 0;
    /** Time and sequence of the row, hash and place, and the bits of the number. */
    private static final int KEY_WORDS = 4;

    private static final int PLACE_BITS = 32;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("values", KEY_WORDS, cap));
    }

    @Override
    public ColumnSet columns() {
        return term;
    }

    @Override
    public boolean keepsRowsApart() {
        return true;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        long[] key = new long[KEY_WORDS];
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                double[] entries = entries(term.of(batch, row));
                long hash = (long) Arrays.hashCode(entries) << PLACE_BITS;
                key[0] = batch.time(row);
                key[1] = batch.sequence(row);
                for (int i = 0; i < entries.length; i++) {
                    key[2] = hash | i;
                    key[3] = OrderedBits.of(entries[i]);
                    cells.map(row, VALUES).add(key, 0, batch.multiplicity(row));
                }
            }
        }
    }

    /** Number of dimensions, their lengths, and the numbers. */
    private static double[] entries(Cell.Numbers numbers) {
        int rank = numbers.shape().length;
        double[] entries = new double[1 + rank + numbers.values().length];
        entries[0] = rank;
        for (int i = 0; i < rank; i++) {
            entries[1 + i] = numbers.shape()[i];
        }
        System.arraycopy(numbers.values(), 0, entries, 1 + rank, numbers.values().length);
        return entries;
    }

    /**
     * The numbers of all rows, one after another; or, where rows have several dimensions, one row's tensor on another, and by
     * the rows' index where these have different shapes.
     */
    static Value read(Memory memory) {
        List<Cell.Numbers> rows = rows(memory);
        if (rows.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        int[] shape = rows.get(0).shape();
        if (rows.stream().allMatch(row -> row.shape().length < 2)) {
            return Value.vector(concatenated(rows));
        }
        if (rows.stream().allMatch(row -> Arrays.equals(row.shape(), shape))) {
            int[] stacked = new int[shape.length + 1];
            stacked[0] = rows.size();
            System.arraycopy(shape, 0, stacked, 1, shape.length);
            return new Value.Tensor(stacked, concatenated(rows));
        }
        return Value.byIndex(rows.stream()
                .map(row -> (Value) new Value.Tensor(row.shape(), row.values()))
                .toList());
    }

    private static double[] concatenated(List<Cell.Numbers> rows) {
        return rows.stream().flatMapToDouble(row -> Arrays.stream(row.values())).toArray();
    }

    private static List<Cell.Numbers> rows(Memory memory) {
        List<Cell.Numbers> rows = new ArrayList<>();
        Reader reader = new Reader(rows);
        memory.map(VALUES).forEachSorted((key, from, count) -> {
            if (count > 0) {
                reader.entry((int) key[from + 2], OrderedBits.toDouble(key[from + 3]), count);
            }
        });
        reader.finish();
        return rows;
    }

    /** Puts rows together from their entries, which come in order. */
    private static final class Reader {
        private final List<Cell.Numbers> rows;
        private final List<Double> entries = new ArrayList<>();
        private long copies;

        Reader(List<Cell.Numbers> rows) {
            this.rows = rows;
        }

        void entry(int place, double number, long count) {
            if (place == 0) {
                finish();
                copies = count;
            }
            entries.add(number);
        }

        void finish() {
            if (!entries.isEmpty()) {
                int rank = entries.get(0).intValue();
                int[] shape = new int[rank];
                for (int i = 0; i < rank; i++) {
                    shape[i] = entries.get(1 + i).intValue();
                }
                double[] numbers = entries.stream()
                        .skip(1L + rank)
                        .mapToDouble(Double::doubleValue)
                        .toArray();
                for (long i = 0; i < copies; i++) {
                    rows.add(ImageTerm.map(numbers, shape));
                }
                entries.clear();
            }
        }
    }
}
