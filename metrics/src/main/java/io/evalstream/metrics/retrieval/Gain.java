package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.retrieval.Query.Grade;
import io.evalstream.metrics.retrieval.Query.Tied;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Discounted cumulative gain, as a share of that of the best order. Tied documents share their ranks' discounts. The gain
 * is the relevance itself, the discount of rank r is 1/log₂(r + 1).
 *
 * @param topK ranks that count, or null for all
 */
record Gain(@Nullable Integer topK) implements Measure {

    @Override
    public double of(Query query) {
        List<Grade> best = new ArrayList<>(query.grades());
        best.sort(Comparator.comparingDouble(Grade::relevance).reversed());
        long k = Measure.cut(topK, query);
        double gain = 0;
        long rank = 0;
        for (Tied tied : query.ranked()) {
            gain += tied.relevance() / tied.documents() * discounts(rank, Math.min(k, rank + tied.documents()));
            rank += tied.documents();
        }
        double ideal = 0;
        rank = 0;
        for (Grade grade : best) {
            ideal += grade.relevance() * discounts(rank, Math.min(k, rank + grade.documents()));
            rank += grade.documents();
        }
        return ideal == 0 ? 0 : gain / ideal;
    }

    /** The natural logarithm will do: the base cancels in the quotient. */
    private static double discounts(long from, long end) {
        double sum = 0;
        for (long i = from; i < end; i++) {
            sum += 1 / StrictMath.log(i + 2.0);
        }
        return sum;
    }
}
