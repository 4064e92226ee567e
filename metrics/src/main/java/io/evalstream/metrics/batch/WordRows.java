package io.evalstream.metrics.batch;

import java.util.List;

/**
 * Rows of integers on a device, which add up: the wide parts of many states, by row number. What is added to words need not
 * reach the device before rows are read or added.
 */
public interface WordRows extends AutoCloseable {

    /** A row of zeros, which nobody else has until it is dropped. */
    int newRow();

    /** Adds to a word of a row. */
    void add(int row, int word, long value);

    /** Adds what one row holds to another. */
    void addRow(int into, int from);

    /** The sum of some rows, one at least. */
    long[] sum(int[] rows);

    /** What some rows hold, in the order asked for; they come over in one copy of fewer than 2^31 words. */
    List<long[]> read(int[] rows);

    /** Gives rows back. */
    void drop(int[] rows);

    /** Bytes that it holds outside of the heap. */
    long nativeBytes();

    @Override
    void close();
}
