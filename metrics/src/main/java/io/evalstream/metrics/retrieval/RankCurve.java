package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.retrieval.Query.Tied;
import java.util.Arrays;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * Precision and recall of one query at every rank.
 *
 * @param relevance expected relevance of the first so many documents, from the first one on; empty where the query has no
 *     relevant document and {@code all} stands for every precision and recall
 * @param all relevance of all documents
 * @param adaptive whether a rank past the last document is taken for the last
 */
@SuppressWarnings("ArrayRecordComponent") // made, read and dropped within one reading
record RankCurve(double[] relevance, double all, boolean adaptive) {

    static RankCurve of(Query query, int ranks, boolean adaptive) {
        double[] relevance = new double[(int) Math.min(ranks, query.documents())];
        int rank = 0;
        double before = 0;
        for (Tied tied : query.ranked()) {
            for (long i = 1; i <= tied.documents() && rank < relevance.length; i++) {
                relevance[rank++] = before + tied.relevance() * i / tied.documents();
            }
            before += tied.relevance();
        }
        return new RankCurve(relevance, query.relevance(), adaptive);
    }

    /** The curve of a query that counts as a constant. */
    static RankCurve constant(double value) {
        return new RankCurve(new double[0], value, false);
    }

    double precision(int rank) {
        int found = Math.min(rank, relevance.length);
        return found == 0 ? all : relevance[found - 1] / (adaptive ? found : rank);
    }

    double recall(int rank) {
        int found = Math.min(rank, relevance.length);
        return found == 0 ? all : relevance[found - 1] / all;
    }

    /** Aggregates what the curves say of each rank; zeros where there is no curve. */
    static double[] aggregate(
            RankCurve[] curves, int ranks, Aggregation aggregation, ToDoubleBiFunction<RankCurve, Integer> reading) {
        double[] aggregated = new double[ranks];
        for (int i = 0; i < ranks && curves.length > 0; i++) {
            int rank = i + 1;
            ToDoubleFunction<RankCurve> atRank = curve -> reading.applyAsDouble(curve, rank);
            aggregated[i] =
                    aggregation.of(Arrays.stream(curves).mapToDouble(atRank).toArray());
        }
        return aggregated;
    }
}
