package io.evalstream.metrics.pairwise;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import io.evalstream.metrics.metric.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Similarities and distances of all pairs of rows: TorchMetrics' {@code functional.pairwise}, of the rows of a window. */
public final class PairwiseFamily implements MetricFamily {

    private static final Parameter Y = Parameter.choice(
            "y",
            null,
            "with what the vectors in preds are compared: the vectors in target, or without it one another",
            "target");
    private static final Parameter REDUCTION = Parameter.choice(
            "reduction",
            null,
            "what becomes of the matrix of rows by rows: the mean or the sum of each row of it; none, the matrix itself;"
                    + " elementwise_mean, the one mean of them all",
            "mean",
            "sum",
            "none",
            "elementwise_mean");
    private static final Parameter ZERO_DIAGONAL = Parameter.of(
            "zero_diagonal",
            Parameter.Type.BOOLEAN,
            null,
            "whether the number of a row and itself is 0, which means count like any other; by default where there is no"
                    + " `y`");

    @Override
    public String name() {
        return "pairwise";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                definition("cosine_similarity", any -> new Measure.Cosine())
                        .scikitLearn("metrics.pairwise.cosine_similarity")
                        .summary("Cosine of the angle between the vectors of each two rows of a window.")
                        .formula("x·y / (‖x‖·‖y‖); NaN where one is zero"),
                definition("euclidean_distance", any -> new Measure.Euclidean())
                        .scikitLearn("metrics.pairwise.euclidean_distances")
                        .summary("Euclidean distance of the vectors of each two rows of a window.")
                        .formula("√Σ(xᵢ − yᵢ)²"),
                definition("linear_similarity", any -> new Measure.Linear())
                        .scikitLearn("metrics.pairwise.linear_kernel")
                        .summary("Inner product of the vectors of each two rows of a window.")
                        .formula("Σ xᵢ·yᵢ"),
                definition("manhattan_distance", any -> new Measure.Manhattan())
                        .scikitLearn("metrics.pairwise.manhattan_distances")
                        .summary("Manhattan distance of the vectors of each two rows of a window.")
                        .formula("Σ|xᵢ − yᵢ|"),
                definition(
                                "minkowski_distance",
                                arguments -> Measure.minkowski(arguments.number("exponent")),
                                Parameter.number("exponent", 2.0, "which norm the distance is")
                                        .atLeast(1))
                        .scikitLearn("metrics.pairwise_distances, metric='minkowski'")
                        .summary("Minkowski distance of the vectors of each two rows of a window.")
                        .formula("(Σ|xᵢ − yᵢ|^exponent)^(1/exponent)"));
    }

    private static MetricDefinition definition(String name, Function<Arguments, Measure> measure, Parameter... own) {
        List<Parameter> parameters = new ArrayList<>(List.of(Y));
        parameters.addAll(List.of(own));
        parameters.addAll(List.of(REDUCTION, ZERO_DIAGONAL, VectorRows.MAX_BYTES));
        return MetricDefinition.of("pairwise_" + name, arguments -> metric(arguments, measure.apply(arguments)))
                .undefinedWhen(
                        "the vectors of rows have different lengths; there are more rows than `max_bytes` holds; the"
                                + " reading takes more than 2^32 steps, or lists more than 2^15 numbers")
                .parameters(parameters);
    }

    private static Metric metric(Arguments arguments, Measure measure) {
        boolean paired = arguments.has(Y.name());
        AllPairs pairs = new AllPairs(
                measure,
                paired,
                arguments.choice(REDUCTION.name(), AllPairs.Reduction.class),
                arguments.has(ZERO_DIAGONAL.name()) ? arguments.flag(ZERO_DIAGONAL.name()) : !paired);
        VectorRows rows = VectorRows.within(arguments.integer(VectorRows.MAX_BYTES.name()), paired);
        return Metric.of(arguments.metric(), rows, null, pairs::read);
    }
}
