package io.evalstream.metrics.laws;

import io.evalstream.metrics.batch.Row;

/**
 * A row as a batch takes it.
 *
 * @param multiplicity how often it counts; negative where it is retracted
 * @param time first part of its position
 * @param sequence second part of its position
 */
public record Event(Row row, int multiplicity, long time, long sequence) {

    /** This event taken back. */
    public Event retracted() {
        return new Event(row, -multiplicity, time, sequence);
    }
}
