package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** Clusters judged by the data themselves. */
final class DataMetrics {

    private static final Parameter MAX_DISTINCT_SUMS = Parameter.integer(
                    "max_distinct",
                    1 << 20,
                    "the largest number of digits of all sums, about three for each cluster and" + " feature")
            .atLeast(1);
    private static final Parameter MAX_DISTINCT_PIECES = Parameter.integer(
                    "max_distinct", 1 << 20, "the largest number of distinct pieces of four features, of 64 bytes each")
            .atLeast(1);
    private static final Parameter P = Parameter.number("p", 2.0, "which norm a distance is: 1, 2, infinity, …");

    private static final String UNDEFINED = "there is one cluster, or one for every row; rows have different numbers of"
            + " features; there is more to remember than `max_distinct`";

    private DataMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of(
                                "calinski_harabasz_score",
                                given -> Metric.of(
                                        given.metric(),
                                        new ClusterSums(given.integer("max_distinct")),
                                        true,
                                        ClusterSums::calinskiHarabasz))
                        .torchMetrics("CalinskiHarabaszScore")
                        .scikitLearn("calinski_harabasz_score")
                        .summary("How far clusters are apart for how wide they are.")
                        .formula(
                                "(B/(k − 1))/(W/(n − k)), B and W the squared distances of centroids from the mean of all and"
                                        + " of rows from their centroid; 1 where W is 0 (Caliński and Harabasz, Communications in"
                                        + " Statistics 3, 1974)")
                        .undefinedWhen(UNDEFINED)
                        .parameters(List.of(MAX_DISTINCT_SUMS)),
                MetricDefinition.of(
                                "davies_bouldin_score",
                                given -> Metric.of(
                                        given.metric(),
                                        new FeatureRows(given.integer("max_distinct")),
                                        false,
                                        memory -> FeatureRows.read(memory).daviesBouldin()))
                        .torchMetrics("DaviesBouldinScore")
                        .scikitLearn("davies_bouldin_score")
                        .summary("How wide clusters are for how far they are from the most similar other one.")
                        .formula(
                                "mean over i of max over j of (s(i) + s(j))/d(i, j), s the mean distance of rows from their"
                                        + " centroid, d the distance of centroids; 0 where all s or all d are 0 (Davies and Bouldin,"
                                        + " IEEE PAMI 1, 1979)")
                        .undefinedWhen(UNDEFINED)
                        .parameters(List.of(MAX_DISTINCT_PIECES)),
                MetricDefinition.of(
                                "silhouette_score",
                                given -> Metric.of(
                                        given.metric(),
                                        new FeatureRows(given.integer("max_distinct")),
                                        true,
                                        memory -> FeatureRows.read(memory).silhouette()))
                        .scikitLearn("silhouette_score")
                        .summary("How much nearer rows are to those of their own cluster than to those of the next.")
                        .formula(
                                "mean over rows of (b − a)/max(a, b), for the mean Euclidean distances a to the other rows"
                                        + " of its cluster and b to those of the nearest other one; 0 for a row that is alone"
                                        + " (Rousseeuw, Journal of Computational and Applied Mathematics 20, 1987)")
                        .undefinedWhen(UNDEFINED + "; the distances of all pairs of rows take more than 2^32 steps")
                        .parameters(List.of(MAX_DISTINCT_PIECES)),
                MetricDefinition.of("dunn_index", given -> {
                            double p = given.number("p");
                            return Metric.of(
                                    given.metric(),
                                    new FeatureRows(given.integer("max_distinct")),
                                    true,
                                    memory -> FeatureRows.read(memory).dunn(p));
                        })
                        .torchMetrics("DunnIndex")
                        .summary("Distance of the nearest two clusters for the reach of the widest.")
                        .formula(
                                "min distance of two centroids / max distance of a row from its centroid (after Dunn, Journal"
                                        + " of Cybernetics 3, 1973)")
                        .undefinedWhen("there is one cluster; every row is its centroid; rows have different numbers of"
                                + " features; there is more to remember than `max_distinct`")
                        .parameters(List.of(P, MAX_DISTINCT_PIECES)));
    }
}
