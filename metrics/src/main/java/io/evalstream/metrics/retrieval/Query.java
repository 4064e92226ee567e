package io.evalstream.metrics.retrieval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The documents of one query.
 *
 * @param number number of the query
 * @param ranked documents by score, the highest first; those of equal score are together, since their order is open
 * @param grades documents by relevance, in no particular order
 * @param documents how many there are
 * @param relevance sum of their relevance
 */
record Query(long number, List<Tied> ranked, List<Grade> grades, long documents, double relevance) {

    /**
     * Documents of one score.
     *
     * @param relevance sum of their relevance
     * @param relevant how many have a relevance above zero
     * @param full how many have a relevance of one or more
     */
    record Tied(double score, long documents, double relevance, long relevant, long full) {

        /** The same documents, none of them relevant where the score is not above zero. */
        Tied ifScored() {
            return score > 0 ? this : new Tied(score, documents, 0, 0, 0);
        }
    }

    /** So many documents of one relevance. */
    record Grade(double relevance, long documents) {}

    /** The documents ranked, where a score that is not above zero makes a document irrelevant. */
    List<Tied> rankedIfScored() {
        return ranked.stream().map(Tied::ifScored).toList();
    }

    /** Documents less their relevance. */
    double irrelevance() {
        return documents - relevance;
    }

    /**
     * The expected sum over the first so many documents of what each group of tied ones sums to. Every document of a group
     * is as likely at each of its ranks.
     */
    static double sumOfFirst(List<Tied> ranked, long k, ToDoubleFunction<Tied> sum) {
        double total = 0;
        long left = k;
        for (Tied tied : ranked) {
            if (left < tied.documents()) {
                return total + sum.applyAsDouble(tied) * left / tied.documents();
            }
            total += sum.applyAsDouble(tied);
            left -= tied.documents();
        }
        return total;
    }

    /** Makes queries of documents in ascending order of query, score and relevance. */
    static final class Builder {
        private final List<Query> into;
        private List<Tied> ranked = new ArrayList<>();
        private List<Grade> grades = new ArrayList<>();
        private long number;
        private long documents;
        private double relevance;

        Builder(List<Query> into) {
            this.into = into;
        }

        void add(long query, double score, double grade, long count) {
            if (query != number) {
                close();
                number = query;
            }
            int last = ranked.size() - 1;
            boolean same = last >= 0 && ranked.get(last).score() == score;
            Tied before = same ? ranked.remove(last) : new Tied(score, 0, 0, 0, 0);
            ranked.add(new Tied(
                    score,
                    before.documents() + count,
                    before.relevance() + grade * count,
                    before.relevant() + (grade > 0 ? count : 0),
                    before.full() + (grade >= 1 ? count : 0)));
            grades.add(new Grade(grade, count));
            documents += count;
            relevance += grade * count;
        }

        void close() {
            if (documents > 0) {
                Collections.reverse(ranked);
                into.add(new Query(number, ranked, grades, documents, relevance));
            }
            ranked = new ArrayList<>();
            grades = new ArrayList<>();
            documents = 0;
            relevance = 0;
        }
    }
}
