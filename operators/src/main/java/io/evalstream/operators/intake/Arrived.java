package io.evalstream.operators.intake;

import io.evalstream.operators.stream.Incoming;
import org.apache.avro.specific.SpecificRecord;

/** What came from a topic and is to be taken in behind its source, where the plans are known. */
public sealed interface Arrived {

    /**
     * A decoded record.
     *
     * @param record a prediction or a label
     * @param source the record of Kafka that it was in
     */
    record Decoded(SpecificRecord record, SourceRecord source) implements Arrived {}

    /** A record that could not be read. */
    record Unreadable(Incoming.Rejected rejected) implements Arrived {}
}
