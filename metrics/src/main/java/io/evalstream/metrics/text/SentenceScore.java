package io.evalstream.metrics.text;

import java.util.List;

/** A number for one predicted text and its references. It is written as a record, so that equal ones are one statistic. */
interface SentenceScore {

    double of(String prediction, List<String> references);

    /** Whether a row may hold more than one reference. */
    default boolean takesSeveralReferences() {
        return true;
    }
}
