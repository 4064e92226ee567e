package io.evalstream.jobs.publish;

import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record as it goes to Kafka, and the event time at which it happens. */
record Message(Instant time, ProducerRecord<byte[], byte[]> record) {}
