package io.evalstream.operators.intake;

import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
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

    /**
     * A rejection where a time lies further after this record's own timestamp than is allowed, or null. The wall clock
     * plays no part, so that a replay decides alike.
     */
    Incoming.@Nullable Rejected fromTheFuture(String field, Instant time, Duration most, @Nullable String plan) {
        long ahead = timestamp < 0 ? 0 : time.toEpochMilli() - timestamp;
        return ahead <= most.toMillis()
                ? null
                : rejected(
                        Reason.FUTURE_TIMESTAMP.name(),
                        field + " " + time + " is " + Duration.ofMillis(ahead)
                                + " after the record's timestamp; at most "
                                + most
                                + " are allowed (event_time.max_ahead), so check the producer's clock or its unit"
                                + " (milliseconds are expected)",
                        plan);
    }

    Incoming.Origin origin() {
        return new Incoming.Origin(topic, partition, offset);
    }
}
