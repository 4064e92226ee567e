package io.evalstream.metrics.clustering;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.OrderedBits;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SplitMix;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The rows themselves, for what depends on their distances to centroids that only the last row settles.
 *
 * <p>A slot has keys of one length, and a row any number of features. So a row is cut into pieces of four features, each of
 * which carries the row's hash: equal rows have equal pieces and are counted, and the pieces of a row lie side by side in
 * sorted order. Two different rows of one cluster share a 64-bit hash once in 2^64 pairs.
 *
 * @param cap largest number of pieces
 */
record FeatureRows(int cap) implements Statistic {

    private static final int PIECES = 0;
    private static final int FEATURES = 4;
    /** Cluster, hash, and the row's width with the piece's place, before the features. */
    private static final int HEAD = 3;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.sparse("pieces", HEAD + FEATURES, cap));
    }

    @Override
    public List<Requirement> requirements() {
        return Features.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        return Features.check(row);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn data = batch.numbers(Features.DATA);
        NumberColumn labels = batch.numbers(Features.LABELS);
        long[] key = new long[HEAD + FEATURES];
        for (int row = 0; row < batch.size(); row++) {
            int width = data.length(row);
            key[0] = (long) labels.scalar(row);
            key[1] = hash(data, row);
            for (int from = 0; from < width && batch.multiplicity(row) != 0; from += FEATURES) {
                key[2] = (long) width << 32 | from;
                for (int i = 0; i < FEATURES; i++) {
                    boolean inside = from + i < width;
                    key[HEAD + i] = inside ? OrderedBits.of(data.values()[data.start(row) + from + i]) : 0;
                }
                cells.map(row, PIECES).add(key, 0, batch.multiplicity(row));
            }
        }
    }

    /** Why there is no value, or null: there must be rows of one width, and more than one cluster but fewer than rows. */
    static @Nullable Value undefined(long rows, int clusters, Collection<Long> widths) {
        if (rows == 0) {
            return Value.undefined(Value.Code.EMPTY, "every row was retracted");
        }
        if (widths.size() > 1) {
            return Value.undefined(
                    Value.Code.DEGENERATE, "the rows have different numbers of features: " + new TreeSet<>(widths));
        }
        return clusters > 1 && clusters < rows
                ? null
                : Value.undefined(
                        Value.Code.TOO_FEW,
                        "there are " + clusters + " clusters of " + rows
                                + " rows; expected more than one, and fewer than" + " rows");
    }

    /** The rows by cluster. */
    static Clusters read(Memory memory) {
        Clusters clusters = new Clusters();
        double[][] features = {new double[0]};
        memory.map(PIECES).forEachSorted((key, from, count) -> {
            if (count > 0) {
                int width = (int) (key[from + 2] >>> 32);
                int place = (int) key[from + 2];
                if (place == 0) {
                    features[0] = clusters.add(key[from], width, count);
                }
                for (int i = 0; i < FEATURES && place + i < features[0].length; i++) {
                    features[0][place + i] = OrderedBits.toDouble(key[from + HEAD + i]);
                }
            }
        });
        return clusters;
    }

    /** Of the bits of the features. */
    private static long hash(NumberColumn data, int row) {
        long hash = data.length(row);
        for (int i = data.start(row); i < data.end(row); i++) {
            hash = SplitMix.mix(hash * SplitMix.STEP + OrderedBits.of(data.values()[i]));
        }
        return hash;
    }
}
