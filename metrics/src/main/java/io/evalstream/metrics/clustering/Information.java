package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.metric.Hypergeometric;
import java.util.Map;
import java.util.TreeMap;

/** What class and cluster say of each other, in nats and as shares of their entropies. */
final class Information {

    /** The smallest divisor of an adjusted score: the distance from 1 to the next float32, as in TorchMetrics. */
    private static final double EPSILON = 0x1p-23;

    private final Contingency table;
    private final double mutual;
    private final double ofClasses;
    private final double ofClusters;

    Information(Contingency table) {
        this.table = table;
        mutual = table.mutualInformation();
        ofClasses = table.rowEntropy();
        ofClusters = table.columnEntropy();
    }

    double mutual() {
        return mutual;
    }

    /** Mutual information by a mean of the entropies; 0 where there is none. */
    double normalized(Mean mean) {
        return mutual == 0 ? 0 : mutual / mean.of(ofClasses, ofClusters);
    }

    /** The same above what chance would give. */
    double adjusted(Mean mean) {
        double expected = expected();
        double most = mean.of(ofClasses, ofClusters) - expected;
        return (mutual - expected) / (most < 0 ? Math.min(most, -EPSILON) : Math.max(most, EPSILON));
    }

    /** How much a row's class tells of what its cluster could; 1 where there is one class. */
    double homogeneity() {
        return ofClasses == 0 ? 1 : mutual / ofClasses;
    }

    /** The same of clusters; 1 where there is one cluster. */
    double completeness() {
        return ofClusters == 0 ? 1 : mutual / ofClusters;
    }

    /** Their weighted harmonic mean; 0 where both are 0. */
    double vMeasure(double beta) {
        double homogeneity = homogeneity();
        double completeness = completeness();
        return homogeneity + completeness == 0
                ? 0
                : (1 + beta) * homogeneity * completeness / (beta * homogeneity + completeness);
    }

    /**
     * The mutual information of labels that are shuffled: the mean over the hypergeometric counts of every cell (Vinh, Epps
     * and Bailey, Journal of Machine Learning Research 11, 2010). Cells whose row and column have the same sums add the
     * same, and there are few different sums.
     */
    private double expected() {
        if (table.rows() == 1 || table.columns() == 1) {
            return 0;
        }
        double total = table.total();
        double sum = 0;
        for (Map.Entry<Long, Long> row : byFrequency(table.rowSums()).entrySet()) {
            for (Map.Entry<Long, Long> column : byFrequency(table.columnSums()).entrySet()) {
                long a = row.getKey();
                long b = column.getKey();
                double cell = new Hypergeometric(table.total(), a, b)
                        .expectation(count ->
                                count == 0 ? 0 : count / total * StrictMath.log(total * count / ((double) a * b)));
                sum += row.getValue() * column.getValue() * cell;
            }
        }
        return sum;
    }

    private static Map<Long, Long> byFrequency(long[] sums) {
        Map<Long, Long> frequencies = new TreeMap<>();
        for (long sum : sums) {
            frequencies.merge(sum, 1L, Long::sum);
        }
        return frequencies;
    }
}
