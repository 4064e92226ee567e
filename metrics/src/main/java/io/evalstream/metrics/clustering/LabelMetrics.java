package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Contingency;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Clusters against true classes. */
final class LabelMetrics {

    private static final int MOST_CLASSES = 2048;

    private static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "the largest number of distinct pairs of class and cluster")
            .atLeast(1);
    private static final Parameter AVERAGE_METHOD = Parameter.choice(
            "average_method",
            "arithmetic",
            "which mean of the entropies of classes and clusters is the most that can be had",
            "min",
            "geometric",
            "arithmetic",
            "max");
    private static final Parameter BETA =
            Parameter.number("beta", 1.0, "how much more completeness weighs than homogeneity");
    private static final Parameter NUM_CLASSES = Parameter.integer(
                    "num_classes", null, "number of classes, and of clusters")
            .within(2, MOST_CLASSES)
            .mustBeGiven();

    private LabelMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                definition("rand_score", given -> table -> RowPairs.of(table).rand())
                        .torchMetrics("RandScore")
                        .scikitLearn("rand_score")
                        .summary("Share of the pairs of rows on which classes and clusters agree.")
                        .formula("(pairs together in both + apart in both)/pairs; 1 for a single row"),
                definition(
                                "adjusted_rand_score",
                                given -> table -> RowPairs.of(table).adjustedRand())
                        .torchMetrics("AdjustedRandScore")
                        .scikitLearn("adjusted_rand_score")
                        .summary("Agreement on pairs of rows above what chance would give.")
                        .formula("(Rand − expected Rand)/(1 − expected Rand); 1 where classes and clusters are the same"
                                + " partition (Hubert and Arabie, Journal of Classification 2, 1985)"),
                definition(
                                "fowlkes_mallows_index",
                                given -> table -> RowPairs.of(table).fowlkesMallows())
                        .torchMetrics("FowlkesMallowsIndex")
                        .scikitLearn("fowlkes_mallows_score")
                        .summary("Geometric mean of precision and recall of the pairs of rows put together.")
                        .formula(
                                "√(precision · recall); 0 where no pair is together in both (Fowlkes and Mallows, Journal of"
                                        + " the American Statistical Association 78, 1983)"),
                definition("mutual_info_score", given -> table -> new Information(table).mutual())
                        .torchMetrics("MutualInfoScore")
                        .scikitLearn("mutual_info_score")
                        .summary("Mutual information of classes and clusters, in nats.")
                        .formula("Σ p(i, j)·ln(p(i, j)/(p(i)·p(j)))"),
                definition(
                                "normalized_mutual_info_score",
                                given -> {
                                    Mean mean = given.choice("average_method", Mean.class);
                                    return table -> new Information(table).normalized(mean);
                                },
                                AVERAGE_METHOD)
                        .torchMetrics("NormalizedMutualInfoScore")
                        .scikitLearn("normalized_mutual_info_score")
                        .summary("Mutual information as a share of the entropies.")
                        .formula(
                                "I/mean(H(classes), H(clusters)); 0 where I is 0, one cluster of one class among them"),
                definition(
                                "adjusted_mutual_info_score",
                                given -> {
                                    Mean mean = given.choice("average_method", Mean.class);
                                    return table -> new Information(table).adjusted(mean);
                                },
                                AVERAGE_METHOD)
                        .torchMetrics("AdjustedMutualInfoScore")
                        .scikitLearn("adjusted_mutual_info_score")
                        .summary("Mutual information above what chance would give, as a share of the entropies.")
                        .formula(
                                "(I − E)/(mean(H(classes), H(clusters)) − E), E the mean over shuffled labels (Vinh, Epps and"
                                        + " Bailey, Journal of Machine Learning Research 11, 2010)"),
                definition("homogeneity_score", given -> table -> new Information(table).homogeneity())
                        .torchMetrics("HomogeneityScore")
                        .scikitLearn("homogeneity_score")
                        .summary("Whether each cluster holds rows of one class only.")
                        .formula("I/H(classes); 1 where there is one class (Rosenberg and Hirschberg, EMNLP 2007)"),
                definition("completeness_score", given -> table -> new Information(table).completeness())
                        .torchMetrics("CompletenessScore")
                        .scikitLearn("completeness_score")
                        .summary("Whether the rows of each class are in one cluster.")
                        .formula("I/H(clusters); 1 where there is one cluster (Rosenberg and Hirschberg, EMNLP 2007)"),
                definition("v_measure_score", LabelMetrics::vMeasure, BETA)
                        .torchMetrics("VMeasureScore")
                        .scikitLearn("v_measure_score")
                        .summary("Weighted harmonic mean of homogeneity and completeness.")
                        .formula("(1 + β)·h·c/(β·h + c); 0 where h and c are 0 (Rosenberg and Hirschberg, EMNLP 2007)"),
                MetricDefinition.of("pair_confusion_matrix", LabelMetrics::pairs)
                        .scikitLearn("pair_confusion_matrix")
                        .summary("Ordered pairs of rows, by whether classes (first dimension) and clusters put them"
                                + " together.")
                        .formula("[[apart in both, together in clusters only], [together in classes only, together in"
                                + " both]]")
                        .undefinedWhen("there are more distinct pairs than `max_distinct`")
                        .parameters(List.of(MAX_DISTINCT)),
                MetricDefinition.of("cluster_accuracy", LabelMetrics::accuracy)
                        .torchMetrics("ClusterAccuracy")
                        .summary("Share of rows whose cluster is the one assigned to their class, at best.")
                        .formula(
                                "max over one-to-one assignments of clusters to classes of the rows that agree / rows; for at"
                                        + " most " + MOST_CLASSES + " classes")
                        .undefinedWhen("there are more distinct pairs than `max_distinct`")
                        .parameters(List.of(NUM_CLASSES, MAX_DISTINCT)));
    }

    private static ToDoubleFunction<Contingency> vMeasure(Arguments given) {
        double beta = given.number("beta");
        if (!(beta > 0)) {
            throw given.refuse("'beta' is " + beta + "; expected a number above 0");
        }
        return table -> new Information(table).vMeasure(beta);
    }

    private static Metric pairs(Arguments given) {
        return Metric.of(given.metric(), new LabelPairs(0, given.integer("max_distinct")), null, memory -> {
            Contingency table = LabelPairs.table(memory);
            RowPairs pairs = RowPairs.of(table);
            double[] cells = {
                pairs.apart().doubleValue(),
                pairs.clusterOnly().doubleValue(),
                pairs.classOnly().doubleValue(),
                pairs.together().doubleValue()
            };
            return table.total() == 0
                    ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                    : Value.matrix(2, 2, cells);
        });
    }

    private static Metric accuracy(Arguments given) {
        LabelPairs pairs = new LabelPairs(given.integer("num_classes"), given.integer("max_distinct"));
        return metric(given, pairs, table -> (double) Assignment.most(table) / table.total());
    }

    private static MetricDefinition definition(
            String name, Function<Arguments, ToDoubleFunction<Contingency>> reading, Parameter... own) {
        List<Parameter> parameters = new ArrayList<>(Arrays.asList(own));
        parameters.add(MAX_DISTINCT);
        return MetricDefinition.of(
                        name,
                        given -> metric(given, new LabelPairs(0, given.integer("max_distinct")), reading.apply(given)))
                .undefinedWhen("there are more distinct pairs than `max_distinct`")
                .parameters(parameters);
    }

    private static Metric metric(Arguments given, LabelPairs pairs, ToDoubleFunction<Contingency> reading) {
        return Metric.of(given.metric(), pairs, true, memory -> {
            Contingency table = LabelPairs.table(memory);
            return table.total() == 0
                    ? Value.undefined(Value.Code.EMPTY, "every row was retracted")
                    : Value.scalar(reading.applyAsDouble(table));
        });
    }
}
