package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.state.Dyadic;

/**
 * Ordered pairs of different rows, by whether class and cluster put them together. Exact: there are as many as the square of
 * the number of rows.
 *
 * @param together pairs that both put together
 * @param classOnly pairs of one class in different clusters
 * @param clusterOnly pairs of one cluster in different classes
 * @param apart pairs that both keep apart
 */
record RowPairs(Dyadic together, Dyadic classOnly, Dyadic clusterOnly, Dyadic apart) {

    static RowPairs of(Contingency table) {
        Dyadic rows = Dyadic.of(table.total());
        Dyadic cells = squares(table.counts());
        Dyadic classOnly = squares(table.rowSums()).minus(cells);
        Dyadic clusterOnly = squares(table.columnSums()).minus(cells);
        Dyadic apart = rows.squared().minus(classOnly).minus(clusterOnly).minus(cells);
        return new RowPairs(cells.minus(rows), classOnly, clusterOnly, apart);
    }

    /** Share of the pairs on which class and cluster agree; 1 where there is no pair. */
    double rand() {
        Dyadic agreeing = together.plus(apart);
        Dyadic all = agreeing.plus(classOnly).plus(clusterOnly);
        return all.signum() == 0 ? 1 : agreeing.dividedBy(all);
    }

    /** The same above what chance would give (Hubert and Arabie, Journal of Classification 2, 1985). */
    double adjustedRand() {
        if (classOnly.signum() == 0 && clusterOnly.signum() == 0) {
            return 1;
        }
        Dyadic above = together.times(apart).minus(classOnly.times(clusterOnly)).times(2);
        Dyadic byClass = together.plus(classOnly).times(classOnly.plus(apart));
        Dyadic byCluster = together.plus(clusterOnly).times(clusterOnly.plus(apart));
        return above.dividedBy(byClass.plus(byCluster));
    }

    /** The geometric mean of pairwise precision and recall; 0 where both put no pair together. */
    double fowlkesMallows() {
        if (together.signum() == 0) {
            return 0;
        }
        double precision = together.dividedBy(together.plus(clusterOnly));
        double recall = together.dividedBy(together.plus(classOnly));
        return Math.sqrt(precision) * Math.sqrt(recall);
    }

    private static Dyadic squares(long[] counts) {
        Dyadic sum = Dyadic.ZERO;
        for (long count : counts) {
            sum = sum.plus(Dyadic.of(count).squared());
        }
        return sum;
    }
}
