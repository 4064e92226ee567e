package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseSums;
import io.evalstream.metrics.state.Unreadable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Slots with an exact sum for each of many numbers, whose number follows from the size of the images and so is not known
 * before rows come. A row that has a number which is not finite is counted instead.
 */
final class PositionSums {

    private static final int SIZES = 0;
    private static final int SUMS = 1;
    private static final int NON_FINITE = 2;
    private static final int SIZE_WORDS = 3;

    private PositionSums() {}

    /**
     * The slots.
     *
     * @param cap largest number of digits of all sums
     */
    static List<Slot> slots(int cap) {
        return List.of(
                Slot.sparse("sizes", SIZE_WORDS, cap),
                Slot.sparse("sums", SparseSums.KEY_WORDS, cap),
                Slot.counts("non_finite"));
    }

    /** Adds the numbers of a row whose images have this size, of up to three lengths. */
    static void add(Batch batch, Cells cells, int row, int[] size, double[] numbers) {
        long multiplicity = batch.multiplicity(row);
        if (multiplicity == 0) {
            return;
        }
        if (!Arrays.stream(numbers).allMatch(Double::isFinite)) {
            cells.count(row, NON_FINITE, 0, multiplicity);
            return;
        }
        long[] key = new long[SIZE_WORDS];
        for (int i = 0; i < size.length; i++) {
            key[i] = size[i];
        }
        cells.map(row, SIZES).add(key, 0, multiplicity);
        SparseSums sums = new SparseSums(cells.map(row, SUMS));
        for (int i = 0; i < numbers.length; i++) {
            sums.add(i, numbers[i], multiplicity);
        }
    }

    /** What rows of one size said on average. */
    static final class Means {
        private final int[] size;
        private final long rows;
        private final SortedMap<Long, Dyadic> sums;

        private Means(int[] size, long rows, SortedMap<Long, Dyadic> sums) {
            this.size = size;
            this.rows = rows;
            this.sums = sums;
        }

        /** The rows' size, as it was given. */
        int size(int index) {
            return size[index];
        }

        double mean(int number) {
            return sum(number).dividedBy(rows);
        }

        /** The difference of two means, rounded once. */
        double difference(int one, int other) {
            return sum(one).minus(sum(other)).dividedBy(rows);
        }

        private Dyadic sum(int number) {
            return sums.getOrDefault((long) number, Dyadic.ZERO);
        }
    }

    /** Reads a value from the means; undefined where there is none of one size. */
    static Value read(Memory memory, Function<Means, Value> reading) {
        if (memory.count(NON_FINITE, 0) != 0) {
            throw new Unreadable(
                    Unreadable.Code.NON_FINITE,
                    memory.count(NON_FINITE, 0) + " rows have a number that is not finite, such as a quotient by zero");
        }
        List<int[]> sizes = new ArrayList<>();
        long[] rows = new long[1];
        memory.map(SIZES).forEachSorted((key, from, count) -> {
            if (count != 0) {
                sizes.add(Arrays.stream(key, from, from + SIZE_WORDS)
                        .mapToInt(Math::toIntExact)
                        .toArray());
                rows[0] = count;
            }
        });
        if (sizes.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        if (sizes.size() > 1) {
            return Value.undefined(
                    Value.Code.DEGENERATE,
                    "images of " + sizes.size() + " sizes came, such as " + Arrays.toString(sizes.get(0)) + " and "
                            + Arrays.toString(sizes.get(1)) + "; expected one size for all");
        }
        return reading.apply(new Means(sizes.get(0), rows[0], new SparseSums(memory.map(SUMS)).read()));
    }
}
