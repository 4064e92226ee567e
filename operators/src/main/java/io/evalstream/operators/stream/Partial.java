package io.evalstream.operators.stream;

/**
 * What one subtask learned of one pane of one series since its last flush.
 *
 * @param series whose pane it is
 * @param pane start of the pane, in milliseconds
 * @param state the canonical bytes of a pane's state
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement
public record Partial(SeriesKey series, long pane, byte[] state) {}
