package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The metrics that value each query with one number. */
final class QueryMetrics {

    static final Parameter EMPTY_TARGET_ACTION = Parameter.choice(
            "empty_target_action",
            "neg",
            "what a query without relevant documents is: an undefined value, left out, a 0 or a 1",
            "error",
            "skip",
            "neg",
            "pos");
    static final Parameter IGNORE_INDEX =
            Parameter.integer("ignore_index", null, "a target whose documents do not count");
    static final Parameter AGGREGATION = Parameter.choice(
            "aggregation",
            "mean",
            "how the values of the queries become one; of two in the middle, the median is the lower",
            "mean",
            "median",
            "min",
            "max");
    static final Parameter ADAPTIVE_K = Parameter.flag(
            "adaptive_k", false, "whether a query with fewer documents than the rank is read at its last one");
    static final Parameter MAX_DISTINCT = Parameter.integer(
                    "max_distinct", 1 << 20, "the largest number of distinct documents: query, score and relevance")
            .atLeast(1);

    private static final Parameter TOP_K = Parameter.integer(
                    "top_k", null, "how many documents count, the best first; all where null")
            .atLeast(1);
    private static final Parameter MAX_FPR = Parameter.number(
                    "max_fpr", null, "the false positive rate up to which the area counts; all of it where null")
            .within(0, 1);

    static final String UNDEFINED =
            "a query is without relevant documents and `empty_target_action` is error; there are"
                    + " more distinct documents than `max_distinct`";

    private QueryMetrics() {}

    static List<MetricDefinition> definitions() {
        return List.of(
                definition(
                                "retrieval_map",
                                EMPTY_TARGET_ACTION,
                                List.of(TOP_K),
                                given -> Measure.averagePrecision(given.integerOrNull("top_k")))
                        .torchMetrics("RetrievalMAP")
                        .summary("Mean average precision: how early the relevant documents come.")
                        .formula(
                                "mean, over the relevant documents among the first k, of the share of relevant ones down"
                                        + " to each; 0 without any. A document whose score is not above 0 is not relevant"),
                definition(
                                "retrieval_mrr",
                                EMPTY_TARGET_ACTION,
                                List.of(TOP_K),
                                given -> Measure.reciprocalRank(given.integerOrNull("top_k")))
                        .torchMetrics("RetrievalMRR")
                        .summary("Reciprocal of the rank of the first relevant document.")
                        .formula(
                                "1/rank; 0 where none is among the first k. A document whose score is not above 0 is not"
                                        + " relevant"),
                definition(
                                "retrieval_precision",
                                EMPTY_TARGET_ACTION,
                                List.of(TOP_K, ADAPTIVE_K),
                                given -> Measure.precision(given.integerOrNull("top_k"), given.flag("adaptive_k")))
                        .torchMetrics("RetrievalPrecision")
                        .summary("Share of relevant documents among the first k.")
                        .formula("relevant among the first k / k, even where there are fewer documents than k, unless"
                                + " `adaptive_k`. A document whose score is not above 0 is not relevant"),
                definition(
                                "retrieval_recall",
                                EMPTY_TARGET_ACTION,
                                List.of(TOP_K),
                                given -> Measure.recall(given.integerOrNull("top_k")))
                        .torchMetrics("RetrievalRecall")
                        .summary("Share of the relevant documents that are among the first k.")
                        .formula("relevant among the first k / relevant. One whose score is not above 0 is not found"),
                fallOut(),
                definition(
                                "retrieval_hit_rate",
                                EMPTY_TARGET_ACTION,
                                List.of(TOP_K),
                                given -> Measure.hitRate(given.integerOrNull("top_k")))
                        .torchMetrics("RetrievalHitRate")
                        .summary("Whether a relevant document is among the first k.")
                        .formula("1 or 0"),
                definition("retrieval_r_precision", EMPTY_TARGET_ACTION, List.of(), given -> Measure.rPrecision())
                        .torchMetrics("RetrievalRPrecision")
                        .summary("Share of relevant documents among the first R, for R relevant documents.")
                        .formula("relevant among the first R / R (Buckley and Voorhees, SIGIR 2000)"),
                gain(),
                definition("retrieval_auroc", EMPTY_TARGET_ACTION, List.of(TOP_K, MAX_FPR), QueryMetrics::rocArea)
                        .torchMetrics("RetrievalAUROC")
                        .scikitLearn("roc_auc_score")
                        .summary("Probability that a relevant document is scored above an irrelevant one.")
                        .formula("area under the ROC curve of the first k documents; 0 where all or none of them are"
                                + " relevant; up to `max_fpr` standardised after McClish, Medical Decision Making 9"
                                + " (1989)"));
    }

    /** The statistic of a metric with these arguments. */
    static Documents documents(Arguments arguments, boolean graded) {
        return new Documents(graded, arguments.integerOrNull("ignore_index"), arguments.integer("max_distinct"));
    }

    /** The value where a query is empty and may not be. */
    static Value empty(Query query, String kind) {
        return Value.undefined(
                Value.Code.DEGENERATE,
                "query " + query.number() + " has no " + kind + " document, and empty_target_action is 'error'");
    }

    private static MetricDefinition fallOut() {
        Function<Arguments, Metric> factory = arguments -> {
            Measure measure = Measure.fallOut(arguments.integerOrNull("top_k"));
            EmptyTarget action = arguments.choice("empty_target_action", EmptyTarget.class);
            Aggregation aggregation = arguments.choice("aggregation", Aggregation.class);
            return Metric.of(
                    arguments.metric(),
                    documents(arguments, false),
                    false,
                    memory -> read(memory, measure, Query::irrelevance, "irrelevant", action, aggregation));
        };
        Parameter action = Parameter.choice(
                EMPTY_TARGET_ACTION.name(),
                "pos",
                "what a query without irrelevant documents is: an undefined value, left out, a 0 or a 1",
                EMPTY_TARGET_ACTION.choices().toArray(String[]::new));
        return MetricDefinition.of("retrieval_fall_out", factory)
                .torchMetrics("RetrievalFallOut")
                .summary("Share of the irrelevant documents that are among the first k.")
                .formula("irrelevant among the first k / irrelevant")
                .undefinedWhen(UNDEFINED.replace("relevant", "irrelevant"))
                .parameters(parameters(action, List.of(TOP_K)));
    }

    private static MetricDefinition gain() {
        return MetricDefinition.of(
                        "retrieval_normalized_dcg",
                        arguments -> metric(arguments, new Gain(arguments.integerOrNull("top_k")), true))
                .torchMetrics("RetrievalNormalizedDCG")
                .scikitLearn("ndcg_score")
                .summary("Discounted cumulative gain of the first k documents, as a share of that of the best order.")
                .formula(
                        "Σ relevance/log₂(rank + 1) over the same sum in descending order of relevance; 0 where that is 0."
                                + " Tied documents share their mean gain (McSherry and Najork, ECIR 2008)")
                .undefinedWhen(UNDEFINED)
                .parameters(parameters(EMPTY_TARGET_ACTION, List.of(TOP_K)));
    }

    private static Measure rocArea(Arguments arguments) {
        Double maxFpr = arguments.numberOrNull("max_fpr");
        if (maxFpr != null && maxFpr == 0) {
            throw arguments.refuse("'max_fpr' is 0, below which there is no area; give a number above 0, at most 1");
        }
        return new RocArea(arguments.integerOrNull("top_k"), maxFpr);
    }

    private static MetricDefinition definition(
            String name, Parameter action, List<Parameter> own, Function<Arguments, Measure> measure) {
        return MetricDefinition.of(name, arguments -> metric(arguments, measure.apply(arguments), false))
                .undefinedWhen(UNDEFINED)
                .parameters(parameters(action, own));
    }

    private static List<Parameter> parameters(Parameter action, List<Parameter> own) {
        List<Parameter> parameters = new ArrayList<>(List.of(action, IGNORE_INDEX));
        parameters.addAll(own);
        parameters.add(AGGREGATION);
        parameters.add(MAX_DISTINCT);
        return parameters;
    }

    private static Metric metric(Arguments arguments, Measure measure, boolean graded) {
        EmptyTarget action = arguments.choice("empty_target_action", EmptyTarget.class);
        Aggregation aggregation = arguments.choice("aggregation", Aggregation.class);
        return Metric.of(
                arguments.metric(),
                documents(arguments, graded),
                true,
                memory -> read(memory, measure, Query::relevance, "relevant", action, aggregation));
    }

    private static Value read(
            Memory memory,
            Measure measure,
            Measure relevance,
            String kind,
            EmptyTarget action,
            Aggregation aggregation) {
        List<Query> queries = Documents.queries(memory);
        if (queries.isEmpty()) {
            return Value.undefined(Value.Code.EMPTY, "every document was retracted");
        }
        List<Double> values = new ArrayList<>();
        for (Query query : queries) {
            if (relevance.of(query) != 0) {
                values.add(measure.of(query));
            } else if (action == EmptyTarget.ERROR) {
                return empty(query, kind);
            } else if (action != EmptyTarget.SKIP) {
                values.add(action == EmptyTarget.POS ? 1.0 : 0.0);
            }
        }
        return Value.scalar(
                values.isEmpty()
                        ? 0
                        : aggregation.of(
                                values.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
