package io.evalstream.metrics.composition;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import org.jspecify.annotations.Nullable;

/**
 * How the columns of a statistic are made from those of an event. It is a value, as a statistic is: a record of all that
 * it depends on.
 */
interface Columns {

    /** What is asked of the event for a column that the statistic asks for. */
    Requirement source(Requirement wanted);

    /** A rejection for a cell of the event of which the statistic's cannot be made, or null. */
    default @Nullable Rejection check(Input wanted, Cell source) {
        return null;
    }

    /** The statistic's cell, from the event's. */
    Cell adapt(Input wanted, Cell source);

    /** Whether a row counts, by the statistic's cells. */
    default boolean counts(Iterable<Cell> adapted) {
        return true;
    }

    /** The event's column for a column of the statistic. */
    default Input source(Input wanted) {
        return wanted;
    }
}
