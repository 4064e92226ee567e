package io.evalstream.operators;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Population;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.StateTable;
import io.evalstream.operators.stream.IdHash;
import io.evalstream.operators.stream.Observation;
import java.util.Arrays;

/** Rows that wait, as a batch of columns, to be folded together into the statistics that count such rows. */
final class WaitingRows {

    private static final int BATCH_ROWS = 1024;

    private final Population population;
    private final StateTable table;
    private final Batch batch;
    private int[] rowOf = new int[BATCH_ROWS];

    WaitingRows(Population population, RowSchema schema, StateTable table) {
        this.population = population;
        this.table = table;
        batch = new Batch(schema);
    }

    /**
     * Appends the row of an observation.
     *
     * @param at row of the table that it belongs to
     */
    void append(Row row, int multiplicity, Observation observation, int at) {
        if (batch.size() == rowOf.length) {
            rowOf = Arrays.copyOf(rowOf, 2 * rowOf.length);
        }
        rowOf[batch.size()] = at;
        // Rows of the same event time are ordered by their ids.
        batch.append(row, multiplicity, observation.eventTime(), IdHash.of(observation.id()));
        if (batch.size() >= BATCH_ROWS) {
            fold();
        }
    }

    void fold() {
        if (batch.size() > 0) {
            table.update(batch, rowOf, population);
            batch.clear();
        }
    }
}
