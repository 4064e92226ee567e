package io.evalstream.metrics.pairwise;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.PackedFloats;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SplitMix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of every row, in float32: the predicted one and, for pairs of two kinds, the true one behind it.
 *
 * <p>A slot has keys of one length, and a vector any number of elements. So a row is cut into pieces, each of which carries the
 * row's position and a hash of its elements: the pieces of a row lie side by side in sorted order, also where rows share a
 * position, as those of two models may.
 *
 * @param paired whether rows have a true vector as well
 * @param cap largest number of pieces
 */
record VectorRows(boolean paired, int cap) implements Statistic {

    static final Parameter MAX_BYTES = Parameter.integer(
                    "max_bytes", 1 << 28, "most bytes of rows that are remembered, 104 for each 16 elements or less")
            .atLeast(1);

    private static final int PIECES = 0;
    private static final int ELEMENTS = 16;
    /** Time and sequence of the row, hash, and the number of its elements with the piece's place, before the elements. */
    private static final int HEAD = 4;

    private static final int KEY_WORDS = HEAD + ELEMENTS / 2;

    /** Rows whose pieces take at most so many bytes, with their counts. */
    static VectorRows within(int maxBytes, boolean paired) {
        return new VectorRows(paired, Math.max(1, maxBytes / (Long.BYTES * (KEY_WORDS + 1))));
    }

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("pieces", KEY_WORDS, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return inputs().stream()
                .map(input -> Requirement.of(input, new Domain.Bounded(Float.MAX_VALUE, "vectors are kept in float32")))
                .toList();
    }

    private List<Input> inputs() {
        return paired ? List.of(Input.PREDS, Input.TARGET) : List.of(Input.PREDS);
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers preds = row.numbers(Input.PREDS);
        if (preds.shape().length != 1 || preds.values().length == 0) {
            return Rejection.wrongShape(Input.PREDS, preds, "a vector");
        }
        if (!paired) {
            return null;
        }
        Cell.Numbers target = row.numbers(Input.TARGET);
        return Arrays.equals(preds.shape(), target.shape())
                ? null
                : Rejection.wrongShape(
                        Input.TARGET, target, "that of " + Input.PREDS.name() + ", " + Arrays.toString(preds.shape()));
    }

    @Override
    public boolean keepsRowsApart() {
        return true;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            if (batch.multiplicity(row) != 0) {
                add(batch, row, elements(batch, row), cells);
            }
        }
    }

    private double[] elements(Batch batch, int row) {
        NumberColumn preds = batch.numbers(Input.PREDS);
        int width = preds.length(row);
        double[] elements = Arrays.copyOf(preds.row(row), inputs().size() * width);
        if (paired) {
            NumberColumn target = batch.numbers(Input.TARGET);
            System.arraycopy(target.values(), target.start(row), elements, width, width);
        }
        return elements;
    }

    private static void add(Batch batch, int row, double[] elements, Cells cells) {
        long[] words = new long[PackedFloats.words(elements.length)];
        PackedFloats.pack(elements, 0, elements.length, words, 0);
        long[] key = new long[KEY_WORDS];
        key[0] = batch.time(row);
        key[1] = batch.sequence(row);
        for (long word : words) {
            key[2] = SplitMix.mix(key[2] * SplitMix.STEP + word);
        }
        for (int from = 0; from < elements.length; from += ELEMENTS) {
            key[3] = (long) elements.length << Integer.SIZE | from;
            int length = Math.min(words.length - from / 2, ELEMENTS / 2);
            Arrays.fill(key, HEAD, KEY_WORDS, 0);
            System.arraycopy(words, from / 2, key, HEAD, length);
            cells.map(row, PIECES).add(key, 0, batch.multiplicity(row));
        }
    }

    /** The elements of every row, in the order of the rows' positions. */
    static List<float[]> read(Memory memory) {
        List<float[]> rows = new ArrayList<>();
        memory.map(PIECES).forEachSorted((key, from, count) -> {
            if (count > 0) {
                int place = (int) key[from + 3];
                if (place == 0) {
                    float[] elements = new float[(int) (key[from + 3] >>> Integer.SIZE)];
                    for (long copy = 0; copy < count; copy++) {
                        rows.add(elements);
                    }
                }
                float[] elements = rows.get(rows.size() - 1);
                PackedFloats.unpack(key, from + HEAD, elements, place, Math.min(ELEMENTS, elements.length - place));
            }
        });
        return rows;
    }
}
