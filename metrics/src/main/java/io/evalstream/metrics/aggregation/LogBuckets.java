package io.evalstream.metrics.aggregation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How many values fall in each of the buckets into which every power of two is cut, {@code 2^bits} of equal width. Their
 * bounds are read off a double's exponent and leading mantissa bits, so no logarithm is rounded, and a bucket's middle is
 * within {@code 2^−(bits + 1)} of every value in it, relatively.
 *
 * <p>Magnitudes below 2^−64 share the bucket of zero; those from 2^64 on are counted as beyond. The range is fixed and no
 * buckets are ever put together, so that states merge in any order. There are too few buckets for the map to overflow.
 *
 * @param source which numbers of a row are counted
 * @param bits mantissa bits that tell buckets apart
 */
record LogBuckets(Source source, int bits, NanStrategy nan) implements Statistic {

    static final int BUCKETS = 0;
    static final int NANS = 1;
    private static final int SEEN = 2;

    /** Smallest and largest exponent of a magnitude that has a bucket, the largest excluded. */
    private static final int RANGE = 64;

    private static final int MANTISSA = 52;
    private static final long LOWEST = Double.doubleToRawLongBits(0x1p-64);

    @Override
    public List<Slot> slots() {
        int cap = (int) (2 * beyond() + 1);
        return List.of(Slot.sparse("buckets", 1, cap), Slot.counts("nans"), Slot.counts("seen"));
    }

    @Override
    public List<Requirement> requirements() {
        return source.requirements(nan.domain());
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return source.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn column = source.column(batch);
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            for (int i = 0; multiplicity != 0 && i < column.length(row); i++) {
                double value = nan.taken(source.number(batch, column, row, i));
                cells.count(row, SEEN, 0, multiplicity);
                if (!Double.isNaN(value)) {
                    cells.map(row, BUCKETS).add(index(value), multiplicity);
                } else if (nan.keeps(value)) {
                    cells.count(row, NANS, 0, multiplicity);
                }
            }
        }
    }

    /** The bucket of a value: 0 around zero, else 1 and up by magnitude, with the sign of the value. */
    long index(double value) {
        double magnitude = Math.abs(value);
        if (magnitude < 0x1p-64) {
            return 0;
        }
        long index = magnitude >= 0x1p64
                ? beyond()
                : 1 + ((Double.doubleToRawLongBits(magnitude) - LOWEST) >>> (MANTISSA - bits));
        return value < 0 ? -index : index;
    }

    /** The middle of a bucket; infinite for those beyond the range. */
    double middle(long index) {
        long size = Math.abs(index);
        if (size == 0) {
            return 0;
        }
        if (size == beyond()) {
            return index / 0.0;
        }
        long half = 1L << (MANTISSA - bits - 1);
        double middle = Double.longBitsToDouble(LOWEST + ((size - 1) << (MANTISSA - bits)) + half);
        return index < 0 ? -middle : middle;
    }

    /** The index of the bucket for magnitudes that are too large. */
    private long beyond() {
        return 1 + ((2L * RANGE) << bits);
    }
}
