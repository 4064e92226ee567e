package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.NumberColumn;
import java.util.Map;

/**
 * The pixels of one category and instance.
 *
 * @param category index among the known categories, or −1 for all that are not known
 * @param instance number of the instance; 0 for a category that has none
 */
record Segment(int category, long instance) {

    /** All pixels of unknown categories. */
    static final Segment VOID = new Segment(-1, 0);

    /** The segment of a pixel. */
    static Segment at(NumberColumn column, int at, Categories categories) {
        int category = categories.indexOf((long) column.values()[at]);
        if (category < 0) {
            return VOID;
        }
        return new Segment(category, categories.isThing(category) ? (long) column.values()[at + 1] : 0);
    }

    /** A predicted and a true segment. */
    record Pair(Segment predicted, Segment expected) {}

    static <K> int size(Map<K, Integer> sizes, K key) {
        return sizes.getOrDefault(key, 0);
    }
}
