package io.evalstream.operators.intake;

import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record as it came: its bytes and where it lay.
 *
 * @param key the key's bytes, or null
 * @param value the value's bytes, or null
 * @param headers names of the headers
 * @param topic topic or file
 * @param partition partition; 0 for a file
 * @param offset offset, or line of a file
 * @param timestamp the record's own timestamp in milliseconds, or −1 where it has none
 */
@SuppressWarnings("ArrayRecordComponent") // read-only by agreement; a copy per record would cost the hot path
public record SourceRecord(
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<String> headers,
        String topic,
        int partition,
        long offset,
        long timestamp) {

    /** This record, turned away. */
    public Incoming.Rejected rejected(String reason, String message, @Nullable String plan) {
        return new Incoming.Rejected(new DeadLetter(
                reason,
                message,
                topic,
                partition,
                offset,
                Instant.ofEpochMilli(timestamp),
                key == null ? null : ByteBuffer.wrap(key),
                value == null ? null : ByteBuffer.wrap(value),
                plan));
    }

    Incoming.Origin origin() {
        return new Incoming.Origin(topic, partition, offset);
    }
}
