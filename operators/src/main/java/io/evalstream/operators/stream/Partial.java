package io.evalstream.operators.stream;

import org.jspecify.annotations.Nullable;

/**
 * What one subtask learned of one pane of one series, or of one row of it, since its last flush.
 *
 * @param series whose pane it is
 * @param slice which rows of it; empty for all of them
 * @param pane start of the pane, in milliseconds
 * @param row the row that it is of, where the plan counts rows; else null
 * @param state the canonical bytes of a pane's state
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement
public record Partial(
        SeriesKey series, String slice, long pane, @Nullable RowId row, byte[] state) implements Folded {

    /**
     * Where a row stands among those of its series.
     *
     * @param time event time in milliseconds
     * @param hash hash of its id, which orders rows of the same time
     * @param source hash of whose prediction it is, where several models or versions answered under one id
     */
    public record RowId(long time, long hash, long source) implements Comparable<RowId> {
        @Override
        public int compareTo(RowId other) {
            if (time != other.time) {
                return Long.compare(time, other.time);
            }
            return hash != other.hash ? Long.compare(hash, other.hash) : Long.compare(source, other.source);
        }
    }
}
