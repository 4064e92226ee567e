package io.evalstream.metrics.batch;

import io.evalstream.metrics.state.State;

/** States of many series and panes on one device, by row number. */
public interface StateTable extends AutoCloseable {

    /** Adds an empty state and returns its row number. */
    int add();

    /** Number of states. */
    int size();

    /**
     * Folds a batch.
     *
     * @param rowOf for each row of the batch, the row number of the state it belongs to
     */
    void update(Batch batch, int[] rowOf);

    /**
     * Folds a batch into the statistics that count such rows, and leaves the others as they are.
     *
     * @param batch rows with the columns of these statistics
     */
    void update(Batch batch, int[] rowOf, Population population);

    /**
     * The part of a row's state that its owner adds to what statistics remember. What the device still holds is not in it.
     */
    State own(int row);

    /** The state of a row, valid until the table is cleared or updated. */
    State read(int row);

    /** Forgets all states. */
    void clear();

    /** Bytes that it holds outside of the heap. */
    default long nativeBytes() {
        return 0;
    }

    @Override
    void close();
}
