package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.metric.Hypergeometric;
import io.evalstream.metrics.retrieval.Query.Tied;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one query is worth. Where the order of tied documents matters, its value is the mean over all their orders.
 *
 * <p>As in TorchMetrics, precision, recall, average precision and reciprocal rank take a document whose score is not above
 * zero as not retrieved; the other measures do not look at the sign.
 */
@FunctionalInterface
interface Measure {

    double of(Query query);

    /** Relevance among the first k documents, for each of k, or of as many as there are where {@code adaptive}. */
    static Measure precision(@Nullable Integer topK, boolean adaptive) {
        return query -> {
            long k = topK == null || (adaptive && topK > query.documents()) ? query.documents() : topK;
            return Query.sumOfFirst(query.rankedIfScored(), k, Tied::relevance) / k;
        };
    }

    /** Relevance among the first k documents, of all relevance. */
    static Measure recall(@Nullable Integer topK) {
        return query -> Query.sumOfFirst(query.rankedIfScored(), cut(topK, query), Tied::relevance) / query.relevance();
    }

    /** Irrelevance among the first k documents, of all irrelevance. */
    static Measure fallOut(@Nullable Integer topK) {
        return query -> Query.sumOfFirst(query.ranked(), cut(topK, query), tied -> tied.documents() - tied.relevance())
                / query.irrelevance();
    }

    /** Relevance among as many documents as there are relevant ones, for each of them. */
    static Measure rPrecision() {
        return query -> Query.sumOfFirst(query.ranked(), (long) query.relevance(), Tied::relevance) / query.relevance();
    }

    /** Whether a relevant document is among the first k. */
    static Measure hitRate(@Nullable Integer topK) {
        return query -> {
            long left = cut(topK, query);
            for (Tied tied : query.ranked()) {
                if (left < tied.documents()) {
                    return new Hypergeometric(tied.documents(), tied.relevant(), left)
                            .expectation(found -> found > 0 ? 1 : 0);
                }
                if (tied.relevant() > 0) {
                    return 1;
                }
                left -= tied.documents();
            }
            return 0;
        };
    }

    /** The reciprocal of the rank of the first relevant document; 0 where it is not among the first k. */
    static Measure reciprocalRank(@Nullable Integer topK) {
        return query -> {
            long k = cut(topK, query);
            long before = 0;
            for (Tied tied : query.rankedIfScored()) {
                if (tied.relevant() > 0) {
                    return meanReciprocal(tied, before, k);
                }
                before += tied.documents();
            }
            return 0;
        };
    }

    /** The mean, over the relevant documents among the first k, of the precision at their ranks. */
    static Measure averagePrecision(@Nullable Integer topK) {
        return query -> averagePrecision(query.rankedIfScored(), cut(topK, query));
    }

    /** How many documents are looked at. */
    static long cut(@Nullable Integer topK, Query query) {
        return topK == null ? query.documents() : Math.min(topK, query.documents());
    }

    private static double meanReciprocal(Tied tied, long before, long k) {
        long documents = tied.documents();
        long relevant = tied.relevant();
        double sum = 0;
        double firstIsHere = (double) relevant / documents;
        for (long rank = 1; rank <= Math.min(documents - relevant + 1, k - before); rank++) {
            sum += firstIsHere / (before + rank);
            firstIsHere *= (double) (documents - rank - relevant + 1) / (documents - rank);
        }
        return sum;
    }

    private static double averagePrecision(List<Tied> ranked, long k) {
        double precisions = 0;
        long documents = 0;
        long relevant = 0;
        for (Tied tied : ranked) {
            long drawn = Math.min(tied.documents(), k - documents);
            if (drawn <= 0) {
                break;
            }
            TiedPrecision group = new TiedPrecision(drawn, documents, relevant);
            if (drawn < tied.documents()) {
                double sum = precisions;
                long found = relevant;
                return new Hypergeometric(tied.documents(), tied.relevant(), drawn)
                        .expectation(x -> found + x == 0 ? 0 : (sum + group.expectedSum(x)) / (found + x));
            }
            precisions += group.expectedSum(tied.relevant());
            documents += drawn;
            relevant += tied.relevant();
        }
        return relevant == 0 ? 0 : precisions / relevant;
    }

    /** Precisions at the ranks of the relevant documents of a group, some of which are relevant, in any order. */
    final class TiedPrecision {
        private final long documents;
        private final long relevantBefore;
        /** Sum over the ranks of their reciprocals. */
        private double reciprocals;
        /** Sum over the ranks of the share of the group's other documents that is before them, by the rank. */
        private double shares;

        TiedPrecision(long documents, long before, long relevantBefore) {
            this.documents = documents;
            this.relevantBefore = relevantBefore;
            for (long i = 0; i < documents; i++) {
                reciprocals += 1.0 / (before + i + 1);
                shares += documents == 1 ? 0 : (double) i / (documents - 1) / (before + i + 1);
            }
        }

        /** The expected sum where so many of the group are relevant. */
        double expectedSum(long relevant) {
            return relevant == 0
                    ? 0
                    : (double) relevant / documents * ((relevantBefore + 1) * reciprocals + (relevant - 1) * shares);
        }
    }
}
