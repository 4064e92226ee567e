package io.evalstream.metrics.classification;

import java.util.List;

/** How much could match, and how much did. */
interface MatchCounts extends CountStatistic {

    int MATCHES = 0;
    int ALL = 1;

    @Override
    default int words() {
        return 2;
    }

    /** One outcome: matches are true positives, the rest false negatives. */
    @Override
    default List<Outcome> outcomes(long[] words) {
        return List.of(new Outcome(words[MATCHES], 0, 0, words[ALL] - words[MATCHES]));
    }
}
