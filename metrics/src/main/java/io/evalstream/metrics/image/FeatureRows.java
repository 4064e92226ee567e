package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.PackedFloats;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows that are real, or those that are not, each with its position: features in float32, two to a word of a key.
 *
 * @param width number of features
 * @param cap largest number of rows
 */
record FeatureRows(int width, boolean real, int cap) implements Statistic {

    static final Parameter MAX_BYTES = Parameter.integer(
                    "max_bytes",
                    1 << 28,
                    "most bytes of features, in float32, that are remembered of real rows, and of others")
            .atLeast(1);

    /**
     * The largest number of operations of one reading, of which a core does some billions a minute, so that a window does not
     * hold up a job.
     */
    static final double MOST_OPERATIONS = 0x1p37;

    private static final int ROWS = 0;
    /** Time and sequence of the row. */
    private static final int HEAD = 2;

    /** A row as often as it came. */
    @SuppressWarnings("ArrayRecordComponent") // read-only; never compared
    record Kept(long time, long sequence, int copy, float[] features) {}

    /** The rows of one kind whose features take at most so many bytes. */
    static FeatureRows within(int maxBytes, int width, boolean real) {
        return new FeatureRows(width, real, Math.max(1, maxBytes / (Long.BYTES * words(width))));
    }

    private static int words(int width) {
        return HEAD + PackedFloats.words(width);
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("rows", words(width), cap));
    }

    @Override
    public List<Requirement> requirements() {
        return Features.requirements(width, new Domain.Bounded(Float.MAX_VALUE, "features are kept in float32"));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Features.check(row);
    }

    @Override
    public boolean keepsRowsApart() {
        return true;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn features = batch.numbers(Features.FEATURES);
        NumberColumn marks = batch.numbers(Features.REAL);
        long[] key = new long[words(width)];
        for (int row = 0; row < batch.size(); row++) {
            if ((marks.scalar(row) != 0) == real && batch.multiplicity(row) != 0) {
                key[0] = batch.time(row);
                key[1] = batch.sequence(row);
                PackedFloats.pack(features.values(), features.start(row), width, key, HEAD);
                cells.map(row, ROWS).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** All rows, in the order of their positions. */
    List<Kept> read(Memory memory) {
        List<Kept> rows = new ArrayList<>();
        memory.map(ROWS).forEachSorted((key, from, count) -> {
            float[] features = new float[count > 0 ? width : 0];
            PackedFloats.unpack(key, from + HEAD, features, 0, features.length);
            for (int copy = 0; copy < count; copy++) {
                rows.add(new Kept(key[from], key[from + 1], copy, features));
            }
        });
        return rows;
    }

    /** The inner product of two rows, in double arithmetic. */
    static double product(float[] left, float[] right) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < left.length; i += 2) {
            even += (double) left[i] * right[i];
            odd += (double) left[i + 1] * right[i + 1];
        }
        return i < left.length ? even + (double) left[i] * right[i] + odd : even + odd;
    }
}
