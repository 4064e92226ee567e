package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Rows of features by cluster, and the measures that are read from them. */
final class Clusters {

    /** The most steps that pairs of centroids may take. */
    private static final long MOST_STEPS = 1L << 32;

    /** What TorchMetrics takes for no distance at all. */
    private static final double NO_DISTANCE = 1e-8;

    /** Different rows and how often each came. */
    private static final class Cluster {
        private final List<double[]> rows = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();

        /** The mean of each feature: exact sums, rounded once. */
        double[] centroid() {
            double[] centroid = new double[rows.get(0).length];
            long all = counts.stream().mapToLong(Long::longValue).sum();
            for (int i = 0; i < centroid.length; i++) {
                ExactSum sum = new ExactSum();
                for (int row = 0; row < rows.size(); row++) {
                    sum.addProduct(rows.get(row)[i], (double) counts.get(row), 1);
                }
                centroid[i] = sum.value().dividedBy(all);
            }
            return centroid;
        }

        /** The mean distance of the rows from a point. */
        double meanDistance(double[] point) {
            double sum = 0;
            long all = 0;
            for (int row = 0; row < rows.size(); row++) {
                sum += distance(rows.get(row), point, 2) * counts.get(row);
                all += counts.get(row);
            }
            return sum / all;
        }
    }

    private final SortedMap<Long, Cluster> byLabel = new TreeMap<>();
    private final SortedSet<Long> widths = new TreeSet<>();
    private long rows;

    /** Adds equal rows to a cluster, and returns where their features go. */
    double[] add(long label, int width, long count) {
        Cluster cluster = byLabel.computeIfAbsent(label, any -> new Cluster());
        double[] features = new double[width];
        cluster.rows.add(features);
        cluster.counts.add(count);
        widths.add((long) width);
        rows += count;
        return features;
    }

    /**
     * For each cluster the largest ratio of spread to distance with another one, on average (Davies and Bouldin, IEEE
     * Transactions on Pattern Analysis and Machine Intelligence 1, 1979).
     */
    Value daviesBouldin() {
        Value undefined = FeatureRows.undefined(rows, byLabel.size(), widths);
        if (undefined != null || isTooMuch()) {
            return undefined != null ? undefined : tooMuch();
        }
        List<Cluster> clusters = List.copyOf(byLabel.values());
        List<double[]> centroids = clusters.stream().map(Cluster::centroid).toList();
        double[] spreads = new double[centroids.size()];
        boolean anySpread = false;
        for (int i = 0; i < spreads.length; i++) {
            spreads[i] = clusters.get(i).meanDistance(centroids.get(i));
            anySpread |= spreads[i] > NO_DISTANCE;
        }
        double sum = 0;
        boolean anyDistance = false;
        for (int i = 0; i < spreads.length; i++) {
            double worst = 0;
            for (int j = 0; j < spreads.length; j++) {
                double distance = distance(centroids.get(i), centroids.get(j), 2);
                anyDistance |= distance > NO_DISTANCE;
                worst = distance == 0 ? worst : Math.max(worst, (spreads[i] + spreads[j]) / distance);
            }
            sum += worst;
        }
        return Value.scalar(anySpread && anyDistance ? sum / spreads.length : 0);
    }

    /**
     * The smallest distance of two centroids, by the largest distance of a row from its own (after Dunn, Journal of
     * Cybernetics 3, 1973).
     */
    Value dunn(double p) {
        // As many clusters as rows will do here; then every row is its centroid, and the value infinite.
        Value undefined = FeatureRows.undefined(rows == 0 ? 0 : rows + 1, byLabel.size(), widths);
        if (undefined != null || isTooMuch()) {
            return undefined != null ? undefined : tooMuch();
        }
        List<Cluster> clusters = List.copyOf(byLabel.values());
        List<double[]> centroids = clusters.stream().map(Cluster::centroid).toList();
        double nearest = Double.POSITIVE_INFINITY;
        double farthest = 0;
        for (int i = 0; i < centroids.size(); i++) {
            for (int j = 0; j < i; j++) {
                nearest = Math.min(nearest, distance(centroids.get(i), centroids.get(j), p));
            }
            for (double[] row : clusters.get(i).rows) {
                farthest = Math.max(farthest, distance(row, centroids.get(i), p));
            }
        }
        return Value.scalar(nearest / farthest);
    }

    /**
     * The mean silhouette of all rows (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987). Rows that are
     * equal have one silhouette, so each pair of distinct rows is compared once for each of the two.
     */
    Value silhouette() {
        Value undefined = FeatureRows.undefined(rows, byLabel.size(), widths);
        if (undefined != null) {
            return undefined;
        }
        List<Cluster> clusters = List.copyOf(byLabel.values());
        double distinct =
                clusters.stream().mapToInt(cluster -> cluster.rows.size()).sum();
        if (distinct * distinct * widths.first() > MOST_STEPS) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "comparing " + (long) distinct + " distinct rows of " + widths.first()
                            + " features with one another takes more than " + MOST_STEPS
                            + " steps; use a shorter window, or calinski_harabasz_score");
        }
        double sum = 0;
        for (Cluster own : clusters) {
            for (int row = 0; row < own.rows.size(); row++) {
                sum += silhouette(own, own.rows.get(row), clusters) * own.counts.get(row);
            }
        }
        return Value.scalar(sum / rows);
    }

    private static double silhouette(Cluster own, double[] row, List<Cluster> clusters) {
        double others = own.counts.stream().mapToLong(Long::longValue).sum() - 1;
        if (others == 0) {
            return 0;
        }
        double within = 0;
        double nearest = Double.POSITIVE_INFINITY;
        for (Cluster cluster : clusters) {
            double mean = cluster.meanDistance(row);
            if (cluster == own) {
                // The row itself, at no distance, does not count.
                within = mean * (others + 1) / others;
            } else {
                nearest = Math.min(nearest, mean);
            }
        }
        double larger = Math.max(within, nearest);
        return larger == 0 ? 0 : (nearest - within) / larger;
    }

    private boolean isTooMuch() {
        return (double) byLabel.size() * byLabel.size() * widths.first() > MOST_STEPS;
    }

    private Value tooMuch() {
        return Value.undefined(
                Value.Code.OVERFLOW,
                "comparing " + byLabel.size() + " clusters of " + widths.first() + " features takes more than "
                        + MOST_STEPS + " steps; use fewer clusters or a shorter window");
    }

    private static double distance(double[] a, double[] b, double p) {
        double sum = 0;
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        for (int i = 0; i < a.length; i++) {
            double size = Math.abs(a[i] - b[i]);
            least = Math.min(least, size);
            most = Math.max(most, size);
            if (p == 0) {
                sum += size == 0 ? 0 : 1;
            } else if (p == 1 || p == 2) {
                sum += p == 1 ? size : size * size;
            } else {
                sum += StrictMath.pow(size, p);
            }
        }
        if (Double.isInfinite(p)) {
            return p > 0 ? most : least;
        } else if (p == 0 || p == 1) {
            return sum;
        }
        return p == 2 ? Math.sqrt(sum) : StrictMath.pow(sum, 1 / p);
    }
}
