package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Dyadic;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Metrics that have a number for each row, and add these up or list them. */
final class RowMetrics {

    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "largest number of distinct entries that are remembered")
            .atLeast(1);

    private static final Parameter LOG_PROB =
            Parameter.flag("log_prob", false, "whether the distributions are given as logarithms of probabilities");

    private RowMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                MetricDefinition.of("cosine_similarity", arguments -> reduced(arguments, new RowTerm.Cosine(), true))
                        .torchMetrics("CosineSimilarity")
                        .scikitLearn("metrics.pairwise.cosine_similarity")
                        .summary("Cosine of the angle between the vectors of a row, summed, averaged or listed.")
                        .formula("p·t / (‖p‖·‖t‖)")
                        .undefinedWhen("a vector was zero, and the rows are not listed")
                        .parameters(List.of(reduction("sum"), MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of(
                                "kl_divergence", arguments -> divergence(arguments, Divergence.Kind.KULLBACK_LEIBLER))
                        .torchMetrics("KLDivergence")
                        .scikitLearn("scipy.stats.entropy")
                        .summary("Kullback-Leibler divergence of the distribution q from p.")
                        .formula("Σ p·log(p / q), with p and q scaled to add up to one unless they are logarithms")
                        .undefinedWhen(
                                "p has mass where q has none, or one has none at all, and the rows are not" + " listed")
                        .parameters(List.of(LOG_PROB, reduction("mean"), MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of(
                                "jensen_shannon_divergence",
                                arguments -> divergence(arguments, Divergence.Kind.JENSEN_SHANNON))
                        .torchMetrics("JensenShannonDivergence")
                        .scikitLearn("the square of scipy.spatial.distance.jensenshannon")
                        .summary("Mean divergence of two distributions from their mean.")
                        .formula("(KL(p, m) + KL(q, m)) / 2 with m = (p + q) / 2")
                        .undefinedWhen("a distribution has no mass, and the rows are not listed")
                        .parameters(List.of(LOG_PROB, reduction("mean"), MAX_DISTINCT))
                        .takesWeights(),
                MetricDefinition.of(
                                "continuous_ranked_probability_score",
                                arguments -> mean(arguments, new RowSum(new RowTerm.RankedProbability()), false))
                        .torchMetrics("ContinuousRankedProbabilityScore")
                        .summary("Distance of an ensemble's distribution from the target, averaged over the rows.")
                        .formula("Σᵢ|xᵢ − t| / m − Σᵢⱼ|xᵢ − xⱼ| / 2m² for the m members of a row")
                        .takesWeights());
    }

    private static Parameter reduction(String fallback) {
        return Parameter.choice(
                "reduction", fallback, "what becomes of the numbers of the rows", "mean", "sum", "none");
    }

    private static Metric divergence(Arguments arguments, Divergence.Kind kind) {
        return reduced(arguments, new Divergence(kind, arguments.flag("log_prob")), false);
    }

    private static Metric reduced(Arguments arguments, RowTerm term, @Nullable Boolean higherIsBetter) {
        RowSum sum = new RowSum(term);
        Dyadic unit = Dyadic.of(arguments.unit());
        return switch (Objects.requireNonNullElse(arguments.textOrNull("reduction"), "none")) {
            case "mean" -> mean(arguments, sum, higherIsBetter);
            case "sum" ->
                Metric.of(
                        arguments.metric(),
                        sum,
                        higherIsBetter,
                        memory ->
                                Value.scalar(memory.sum(RowSum.SUM).times(unit).doubleValue()));
            default ->
                Metric.of(
                        arguments.metric(),
                        new RowList(term, arguments.integer("max_distinct")),
                        higherIsBetter,
                        RowList::read);
        };
    }

    private static Metric mean(Arguments arguments, RowSum sum, @Nullable Boolean higherIsBetter) {
        return Metric.of(
                arguments.metric(),
                sum,
                higherIsBetter,
                memory -> Value.scalar(memory.sum(RowSum.SUM).dividedBy(memory.count(RowSum.COUNT))));
    }
}
