package io.evalstream.metrics.metric;

import io.evalstream.metrics.state.SparseCounts;
import java.util.Arrays;

/**
 * A contingency table: how often two labels came together. Only labels that occur have a row or a column.
 *
 * <p>Cells are listed by index; their rows and columns are the places of their labels among those that occur.
 */
public final class Contingency {

    private final int[] rows;
    private final int[] columns;
    private final long[] counts;
    private final long[] rowSums;
    private final long[] columnSums;
    private final long total;

    private Contingency(long[] rowLabels, long[] columnLabels, long[] counts) {
        this.counts = counts;
        rows = places(rowLabels);
        columns = places(columnLabels);
        rowSums = sums(rows);
        columnSums = sums(columns);
        total = Arrays.stream(counts).sum();
    }

    /** Reads counts whose keys are a row's and a column's label. Pairs that were retracted are left out. */
    public static Contingency of(SparseCounts pairs) {
        long[] rows = new long[pairs.size()];
        long[] columns = new long[pairs.size()];
        long[] counts = new long[pairs.size()];
        int[] size = {0};
        pairs.forEachSorted((key, from, count) -> {
            if (count > 0) {
                rows[size[0]] = key[from];
                columns[size[0]] = key[from + 1];
                counts[size[0]++] = count;
            }
        });
        return new Contingency(
                Arrays.copyOf(rows, size[0]), Arrays.copyOf(columns, size[0]), Arrays.copyOf(counts, size[0]));
    }

    /** Number of cells that are not zero. */
    public int cells() {
        return counts.length;
    }

    public long count(int cell) {
        return counts[cell];
    }

    public int row(int cell) {
        return rows[cell];
    }

    public int column(int cell) {
        return columns[cell];
    }

    /** Number of rows. */
    public int rows() {
        return rowSums.length;
    }

    /** Number of columns. */
    public int columns() {
        return columnSums.length;
    }

    public long rowSum(int row) {
        return rowSums[row];
    }

    public long columnSum(int column) {
        return columnSums[column];
    }

    public long[] counts() {
        return counts.clone();
    }

    public long[] rowSums() {
        return rowSums.clone();
    }

    public long[] columnSums() {
        return columnSums.clone();
    }

    public long total() {
        return total;
    }

    /** Entropy of the rows' labels, in nats. */
    public double rowEntropy() {
        return entropy(rowSums);
    }

    /** Entropy of the columns' labels, in nats. */
    public double columnEntropy() {
        return entropy(columnSums);
    }

    /** Mutual information of the two labels, in nats; exactly 0 where they are independent. */
    public double mutualInformation() {
        double information = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            double together = (double) counts[cell] * total;
            double apart = (double) rowSums[rows[cell]] * columnSums[columns[cell]];
            information += counts[cell] * StrictMath.log(together / apart);
        }
        // Rounding leaves next to nothing, but never less than nothing.
        return Math.max(0, information / total);
    }

    private double entropy(long[] sums) {
        double entropy = 0;
        for (long sum : sums) {
            entropy += sum * StrictMath.log((double) total / sum);
        }
        return entropy / total;
    }

    private long[] sums(int[] places) {
        long[] sums = new long[Arrays.stream(places).max().orElse(-1) + 1];
        for (int cell = 0; cell < places.length; cell++) {
            sums[places[cell]] += counts[cell];
        }
        return sums;
    }

    private static int[] places(long[] labels) {
        long[] distinct = Arrays.stream(labels).sorted().distinct().toArray();
        return Arrays.stream(labels)
                .mapToInt(label -> Arrays.binarySearch(distinct, label))
                .toArray();
    }
}
