package io.evalstream.jobs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertKey;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.RegistryOptions;
import io.evalstream.schemas.ReportKey;
import io.evalstream.schemas.Unmatched;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.DefaultKafkaDatasetIdentifier;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Encodes records for a topic, each under a key that stays the same when the record is sent again. */
final class Outgoing<T extends SpecificRecord> implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider {

    private static final long serialVersionUID = 1L;

    /** What identifies a record. */
    interface Key<T> extends Serializable {
        String of(T record);
    }

    /** The record's own time, or null for the time of sending. */
    interface Timestamp<T> extends Serializable {
        @Nullable
        Long of(T record);
    }

    private final Class<T> type;
    private final String topic;
    private final Format format;
    private final @Nullable RegistryOptions registry;
    private final Key<T> key;
    private final Timestamp<T> timestamp;
    private transient @Nullable Codec<T> codec;

    private Outgoing(Class<T> type, String topic, KafkaOptions options, Key<T> key, Timestamp<T> timestamp) {
        this.type = type;
        this.topic = topic;
        this.format = options.outputFormat();
        this.registry = options.registry();
        this.key = key;
        this.timestamp = timestamp;
    }

    /** Reports, at the time of the tick that each stands for. */
    static Outgoing<MetricReport> reports(String topic, KafkaOptions options) {
        return new Outgoing<>(
                MetricReport.class,
                topic,
                options,
                report -> ReportKey.of(report).toString(),
                report -> report.getTick().toEpochMilli());
    }

    /** Alerts, under the rule that raised each, and the series and windows it is about, so that those are in order. */
    static Outgoing<Alert> alerts(KafkaOptions options) {
        return new Outgoing<>(
                Alert.class,
                options.topics().alerts(),
                options,
                alert -> AlertKey.of(alert).toString(),
                alert -> alert.getTick().toEpochMilli());
    }

    /** Dead letters, under the position of the record that was turned away. */
    static Outgoing<DeadLetter> deadLetters(KafkaOptions options) {
        return new Outgoing<>(
                DeadLetter.class,
                options.topics().deadLetters(),
                options,
                letter -> letter.getTopic() + "|" + letter.getPartition() + "|" + letter.getOffset(),
                letter -> null);
    }

    /** Diagnostics, under the plan and the subtask that counted. */
    static Outgoing<Diagnostics> diagnostics(KafkaOptions options) {
        return new Outgoing<>(
                Diagnostics.class,
                options.topics().diagnostics(),
                options,
                record -> record.getPlan() + "|" + record.getOperator() + "|" + record.getSubtask(),
                record -> null);
    }

    /** What expired unmatched, under its prediction id. */
    static Outgoing<Unmatched> unmatched(String topic, KafkaOptions options) {
        return new Outgoing<>(
                Unmatched.class,
                topic,
                options,
                Unmatched::getPredictionId,
                record -> record.getEventTime().toEpochMilli());
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sinkContext) {
        codec = Codecs.of(format, type, topic, registry);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(T record, KafkaSinkContext context, @Nullable Long unused) {
        // What is withdrawn leaves a tombstone, which compaction removes with all that was under its key.
        boolean isWithdrawn = record instanceof MetricReport report && report.getWithdrawn();
        byte[] value = isWithdrawn ? null : Objects.requireNonNull(codec).encode(record);
        Long time = timestamp.of(record);
        // Kafka takes no negative timestamps, and brokers refuse those well ahead of their clock, which the tick of a
        // window that a drained job calls final may be.
        return new ProducerRecord<>(
                topic,
                null,
                time == null ? null : (Long) Math.min(Math.max(0, time), System.currentTimeMillis()),
                key.of(record).getBytes(UTF_8),
                value);
    }

    /** The sink asks which topics it will write to, to find transactions that a failure left open. */
    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return Optional.of(new DefaultKafkaDatasetFacet(DefaultKafkaDatasetIdentifier.ofTopics(List.of(topic))));
    }
}
