package io.evalstream.metrics.clustering;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import io.evalstream.metrics.state.SparseSums;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * For each cluster the number of its rows, the sum of each feature and the sum of all squares: exact, and of a size that
 * does not grow with the rows.
 *
 * @param cap largest number of keys of a slot
 */
record ClusterSums(int cap) implements Statistic {

    private static final int ROWS = 0;
    private static final int FEATURES = 1;
    private static final int SQUARES = 2;

    @Override
    public List<Slot> slots() {
        return List.of(
                // By cluster and number of features.
                Slot.sparse("rows", 2, cap),
                Slot.sparse("features", SparseSums.KEY_WORDS, cap),
                Slot.sparse("squares", SparseSums.KEY_WORDS, cap));
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
        long[] key = new long[2];
        for (int row = 0; row < batch.size(); row++) {
            long multiplicity = batch.multiplicity(row);
            if (multiplicity == 0) {
                continue;
            }
            key[0] = (long) labels.scalar(row);
            key[1] = data.length(row);
            cells.map(row, ROWS).add(key, 0, multiplicity);
            SparseSums features = new SparseSums(cells.map(row, FEATURES));
            SparseSums squares = new SparseSums(cells.map(row, SQUARES));
            for (int i = 0; i < data.length(row); i++) {
                double value = data.values()[data.start(row) + i];
                features.add(sumOf(key[0], i), value, multiplicity);
                squares.addProduct(key[0], value, value, multiplicity);
            }
        }
    }

    /**
     * The ratio of the dispersions between and within clusters (Caliński and Harabasz, Communications in Statistics 3, 1974).
     * Each cluster's part is an exact number over whole ones, and none is negative, so nothing cancels.
     */
    static Value calinskiHarabasz(Memory memory) {
        SortedMap<Long, Long> sizes = new TreeMap<>();
        TreeSet<Long> widths = new TreeSet<>();
        memory.map(ROWS).forEachSorted((key, from, count) -> {
            if (count > 0) {
                sizes.merge(key[from], count, Long::sum);
                widths.add(key[from + 1]);
            }
        });
        long rows = sizes.values().stream().mapToLong(Long::longValue).sum();
        Value undefined = FeatureRows.undefined(rows, sizes.size(), widths);
        if (undefined != null) {
            return undefined;
        }
        int width = Math.toIntExact(widths.first());
        Map<Long, Dyadic> features = new SparseSums(memory.map(FEATURES)).read();
        Map<Long, Dyadic> squares = new SparseSums(memory.map(SQUARES)).read();
        Dyadic[] all = new Dyadic[width];
        for (int i = 0; i < width; i++) {
            all[i] = Dyadic.ZERO;
            for (long cluster : sizes.keySet()) {
                all[i] = all[i].plus(features.getOrDefault(sumOf(cluster, i), Dyadic.ZERO));
            }
        }
        double between = 0;
        double within = 0;
        for (Map.Entry<Long, Long> cluster : sizes.entrySet()) {
            long size = cluster.getValue();
            Dyadic distance = Dyadic.ZERO;
            Dyadic spread = squares.getOrDefault(cluster.getKey(), Dyadic.ZERO).times(size);
            for (int i = 0; i < width; i++) {
                Dyadic sum = features.getOrDefault(sumOf(cluster.getKey(), i), Dyadic.ZERO);
                distance =
                        distance.plus(sum.times(rows).minus(all[i].times(size)).squared());
                spread = spread.minus(sum.squared());
            }
            between += distance.dividedBy(Dyadic.of(rows).squared().times(size));
            within += spread.dividedBy(size);
        }
        return Value.scalar(within == 0 ? 1 : between * (rows - sizes.size()) / (within * (sizes.size() - 1)));
    }

    private static long sumOf(long cluster, int feature) {
        return cluster << 32 | feature;
    }
}
