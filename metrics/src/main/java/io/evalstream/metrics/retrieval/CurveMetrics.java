package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Precision and recall at every rank, and the best rank of them. */
final class CurveMetrics {

    private static final Parameter MAX_K = Parameter.integer(
                    "max_k", null, "the last rank of the curve; that of the longest query where null")
            .atLeast(1);
    private static final Parameter MIN_PRECISION = Parameter.number(
                    "min_precision", 0.0, "the least precision of the rank that is looked for")
            .within(0, 1);

    /**
     * How the curve is read.
     *
     * @param lastRank the last rank, or null for that of the longest query
     */
    private record Reading(
            @Nullable Integer lastRank, boolean adaptive, EmptyTarget action, Aggregation aggregation, int cap) {

        static Reading of(Arguments arguments) {
            return new Reading(
                    arguments.integerOrNull("max_k"),
                    arguments.flag("adaptive_k"),
                    arguments.choice("empty_target_action", EmptyTarget.class),
                    arguments.choice("aggregation", Aggregation.class),
                    arguments.integer("max_distinct"));
        }
    }

    /** Reads a value off the aggregated precisions and recalls, the first rank's first. */
    @FunctionalInterface
    private interface Points {
        Value read(double[] precision, double[] recall);
    }

    private CurveMetrics() {}

    static List<MetricDefinition> definitions() {
        List<Parameter> parameters = List.of(
                MAX_K,
                QueryMetrics.ADAPTIVE_K,
                QueryMetrics.EMPTY_TARGET_ACTION,
                QueryMetrics.IGNORE_INDEX,
                QueryMetrics.AGGREGATION,
                QueryMetrics.MAX_DISTINCT);
        List<Parameter> fixed = new ArrayList<>(List.of(MIN_PRECISION));
        fixed.addAll(parameters);
        String undefined = QueryMetrics.UNDEFINED + ", or more ranks than that";
        return List.of(
                MetricDefinition.of(
                                "retrieval_precision_recall_curve", arguments -> metric(arguments, CurveMetrics::curve))
                        .torchMetrics("RetrievalPrecisionRecallCurve")
                        .summary("Precision and recall among the first k documents, for every k.")
                        .formula(
                                "relevant among the first k, / k and / relevant, aggregated over the queries for each k;"
                                        + " past its last document a query's precision still falls, unless `adaptive_k`")
                        .undefinedWhen(undefined)
                        .parameters(parameters),
                MetricDefinition.of("retrieval_recall_at_fixed_precision", CurveMetrics::bestRank)
                        .torchMetrics("RetrievalRecallAtFixedPrecision")
                        .summary("The highest recall at a rank with at least this precision, and the rank.")
                        .formula(
                                "max recall(k) over k with precision(k) ≥ min_precision, at the largest such k; 0 at the last"
                                        + " rank where there is none")
                        .undefinedWhen(undefined)
                        .parameters(fixed));
    }

    private static Metric bestRank(Arguments arguments) {
        // TorchMetrics compares in float32, as which an aggregated 0.3 is the 0.3 that was asked for.
        float least = (float) arguments.number("min_precision");
        return metric(arguments, (precision, recall) -> {
            int best = -1;
            for (int i = 0; i < precision.length; i++) {
                if ((float) precision[i] >= least && (best < 0 || recall[i] >= recall[best])) {
                    best = i;
                }
            }
            boolean found = best >= 0 && recall[best] > 0;
            Map<String, Value> named = new LinkedHashMap<>();
            named.put("max_recall", Value.scalar(found ? recall[best] : 0));
            named.put("best_k", Value.scalar(found ? best + 1 : precision.length));
            return new Value.Named(named);
        });
    }

    private static Value curve(double[] precision, double[] recall) {
        double[] ranks =
                IntStream.rangeClosed(1, precision.length).asDoubleStream().toArray();
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("precision", Value.vector(precision));
        named.put("recall", Value.vector(recall));
        named.put("top_k", Value.vector(ranks));
        return new Value.Named(named);
    }

    private static Metric metric(Arguments arguments, Points points) {
        Reading reading = Reading.of(arguments);
        return Metric.of(
                arguments.metric(),
                QueryMetrics.documents(arguments, false),
                true,
                memory -> read(memory, reading, points));
    }

    private static Value read(Memory memory, Reading reading, Points points) {
        List<Query> queries = Documents.queries(memory);
        if (queries.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every document was retracted");
        }
        long longest = queries.stream().mapToLong(Query::documents).max().orElseThrow();
        Integer lastRank = reading.lastRank();
        if (lastRank == null && longest > reading.cap()) {
            return Value.undefined(
                    Value.Code.OVERFLOW,
                    "a query has " + longest + " documents, and the curve a point for each; give max_k");
        }
        int ranks = lastRank == null ? (int) longest : lastRank;
        List<RankCurve> curves = new ArrayList<>();
        for (Query query : queries) {
            if (query.relevance() != 0) {
                curves.add(RankCurve.of(query, ranks, reading.adaptive()));
            } else if (reading.action() == EmptyTarget.ERROR) {
                return QueryMetrics.empty(query, "relevant");
            } else if (reading.action() != EmptyTarget.SKIP) {
                curves.add(RankCurve.constant(reading.action() == EmptyTarget.POS ? 1 : 0));
            }
        }
        RankCurve[] all = curves.toArray(RankCurve[]::new);
        return points.read(
                RankCurve.aggregate(all, ranks, reading.aggregation(), RankCurve::precision),
                RankCurve.aggregate(all, ranks, reading.aggregation(), RankCurve::recall));
    }
}
