package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Contingency;
import java.util.Arrays;

/**
 * The best one-to-one assignment of clusters to classes. The Hungarian method by shortest augmenting paths with potentials
 * (Jonker and Volgenant, Computing 38, 1987), on whole numbers: rows² · columns steps.
 */
final class Assignment {

    private Assignment() {}

    /** The most rows whose cluster can be the one assigned to their class. */
    static long most(Contingency table) {
        boolean tall = table.rows() > table.columns();
        long[][] gains = tall ? new long[table.columns()][table.rows()] : new long[table.rows()][table.columns()];
        for (int cell = 0; cell < table.cells(); cell++) {
            int row = tall ? table.column(cell) : table.row(cell);
            int column = tall ? table.row(cell) : table.column(cell);
            gains[row][column] = table.count(cell);
        }
        return most(gains);
    }

    /** There are at least as many columns as rows. Row and column 0 of the working arrays stand for "none". */
    private static long most(long[][] gains) {
        int rows = gains.length;
        int columns = rows == 0 ? 0 : gains[0].length;
        long[] rowPotential = new long[rows + 1];
        long[] columnPotential = new long[columns + 1];
        int[] rowOf = new int[columns + 1];
        for (int row = 1; row <= rows; row++) {
            int[] before = new int[columns + 1];
            long[] slack = new long[columns + 1];
            boolean[] reached = new boolean[columns + 1];
            Arrays.fill(slack, Long.MAX_VALUE);
            rowOf[0] = row;
            int column = 0;
            do {
                reached[column] = true;
                int from = rowOf[column];
                long least = Long.MAX_VALUE;
                int next = 0;
                for (int j = 1; j <= columns; j++) {
                    if (!reached[j]) {
                        long reduced = -gains[from - 1][j - 1] - rowPotential[from] - columnPotential[j];
                        if (reduced < slack[j]) {
                            slack[j] = reduced;
                            before[j] = column;
                        }
                        if (slack[j] < least) {
                            least = slack[j];
                            next = j;
                        }
                    }
                }
                for (int j = 0; j <= columns; j++) {
                    if (reached[j]) {
                        rowPotential[rowOf[j]] += least;
                        columnPotential[j] -= least;
                    } else {
                        slack[j] -= least;
                    }
                }
                column = next;
            } while (rowOf[column] != 0);
            while (column != 0) {
                rowOf[column] = rowOf[before[column]];
                column = before[column];
            }
        }
        long sum = 0;
        for (int j = 1; j <= columns; j++) {
            sum += rowOf[j] == 0 ? 0 : gains[rowOf[j] - 1][j - 1];
        }
        return sum;
    }
}
