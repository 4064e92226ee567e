package io.evalstream.metrics.nominal;

import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.state.Dyadic;

/**
 * Measures of association of a contingency table's rows and columns, built on φ² = χ²/n.
 *
 * <p>The bias correction is Bergsma's ("A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean
 * Statistical Society 42, 2013). With it, a table of two rows and columns is corrected for continuity too: as in
 * TorchMetrics, every count moves by a half towards what independence lets expect, however near it is.
 */
final class Association {

    private final Contingency table;
    private final boolean corrected;
    private final double phiSquared;
    /** Number of rows less one, corrected where asked for. */
    private final double rows;
    /** Number of columns less one, corrected where asked for. */
    private final double columns;

    Association(Contingency table, boolean corrected) {
        this.table = table;
        this.corrected = corrected;
        double free = table.rows() - 1.0;
        double across = table.columns() - 1.0;
        double others = table.total() - 1.0;
        double phi = chiSquared() / table.total();
        phiSquared = corrected ? Math.max(0, phi - free * across / others) : phi;
        rows = corrected ? free - free * free / others : free;
        columns = corrected ? across - across * across / others : across;
    }

    /** Cramér's V; NaN where rows or columns leave no freedom. */
    double cramer() {
        return clamped(phiSquared / Math.min(rows, columns));
    }

    /** Tschuprow's T; NaN where rows or columns leave no freedom. */
    double tschuprow() {
        return clamped(phiSquared / Math.sqrt(rows * columns));
    }

    /** Pearson's contingency coefficient. */
    double pearson() {
        return clamped(phiSquared / (1 + phiSquared));
    }

    private double clamped(double square) {
        if (corrected && Math.min(rows, columns) == 0) {
            return Double.NaN;
        }
        return Math.max(0, Math.min(1, Math.sqrt(square)));
    }

    private double chiSquared() {
        if (table.rows() == 1 || table.columns() == 1) {
            return 0;
        }
        return corrected && table.rows() == 2 && table.columns() == 2 ? continuous() : plain();
    }

    /**
     * Σ (observed − expected)²/expected. Cells that are zero add what is expected of them, which is all that the other cells
     * leave; so the sum takes as many steps as there are other cells.
     */
    private double plain() {
        long n = table.total();
        double sum = 0;
        Dyadic left = Dyadic.of(n).times(n);
        for (int cell = 0; cell < table.cells(); cell++) {
            Dyadic expected = expected(table.row(cell), table.column(cell));
            sum += observed(cell).minus(expected).squared().dividedBy(expected.times(n));
            left = left.minus(expected);
        }
        return sum + left.dividedBy(n);
    }

    private double continuous() {
        long n = table.total();
        long[][] counts = new long[2][2];
        for (int cell = 0; cell < table.cells(); cell++) {
            counts[table.row(cell)][table.column(cell)] = table.count(cell);
        }
        double sum = 0;
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 2; column++) {
                Dyadic expected = expected(row, column);
                Dyadic distance =
                        Dyadic.of(counts[row][column]).times(n).minus(expected).abs();
                if (distance.signum() != 0) {
                    Dyadic moved = distance.minus(Dyadic.of(0.5).times(n));
                    sum += moved.squared().dividedBy(expected.times(n));
                }
            }
        }
        return sum;
    }

    /** A count times the number of rows. */
    private Dyadic observed(int cell) {
        return Dyadic.of(table.count(cell)).times(table.total());
    }

    /** What independence lets expect, times the number of rows. */
    private Dyadic expected(int row, int column) {
        return Dyadic.of(table.rowSum(row)).times(table.columnSum(column));
    }
}
