package io.evalstream.operators.stream;

import io.evalstream.schemas.DeadLetter;
import java.util.List;

/** What became of a record that came in. */
public sealed interface Incoming {

    /**
     * A prediction that its plan accepts.
     *
     * @param series whose metrics it counts in
     * @param id label scope and prediction id, under which it is joined
     * @param eventTime when it was made, in milliseconds
     * @param slices the slices of its series that it belongs to, besides that of all rows
     * @param payload the columns that its plan reads
     */
    @SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per row would cost the hot path
    record Prediction(SeriesKey series, String id, long eventTime, List<String> slices, byte[] payload)
            implements Incoming {}

    /**
     * A label that some plan of its scope accepts.
     *
     * @param id label scope and prediction id, under which it is joined
     * @param labelTime when it became known, in milliseconds
     * @param payload the columns that the plans of its scope read
     * @param origin where it came from
     */
    @SuppressWarnings("ArrayRecordComponent") // as above
    record Label(String id, long labelTime, byte[] payload, Origin origin) implements Incoming {}

    /** A record that was turned away. */
    record Rejected(DeadLetter letter) implements Incoming {}

    /** Position of a record: topic or file, partition, and offset or line. */
    record Origin(String topic, int partition, long offset) {}
}
