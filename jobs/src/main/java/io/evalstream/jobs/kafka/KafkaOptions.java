package io.evalstream.jobs.kafka;

import io.evalstream.schemas.Format;
import io.evalstream.schemas.RegistryOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;

/**
 * Where the job reads and writes.
 *
 * @param bootstrapServers brokers
 * @param topics names of the topics
 * @param predictionFormat how predictions, and what ranks of training tell, are encoded
 * @param labelFormat how labels are encoded
 * @param outputFormat how all that is written is encoded
 * @param registry where schemas are found, for the registry format; else null
 * @param groupId consumer group under which progress is published
 * @param start where to begin without a checkpoint
 * @param bounded whether to stop at what the topics hold at the start
 * @param delivery exactly once, or at least once with keys under which a repeated report replaces itself
 * @param transactionalIdPrefix must be unique for each job on a Kafka cluster
 * @param idleness how long an empty partition holds event time back
 * @param drift by how much one source may run ahead of the other in event time
 * @param client further properties of all Kafka clients
 */
public record KafkaOptions(
        String bootstrapServers,
        Topics topics,
        Format predictionFormat,
        Format labelFormat,
        Format outputFormat,
        @Nullable RegistryOptions registry,
        String groupId,
        Start start,
        boolean bounded,
        DeliveryGuarantee delivery,
        String transactionalIdPrefix,
        Duration idleness,
        Duration drift,
        Map<String, String> client)
        implements Serializable {

    /** Where to begin reading a partition that no checkpoint and no group remembers. */
    public enum Start {
        /** Where the consumer group stopped, else at the earliest record. */
        COMMITTED,
        EARLIEST,
        LATEST
    }

    /**
     * Names of the topics.
     *
     * @param metrics every report, revisions among them
     * @param training what the ranks of training runs tell
     * @param alerts what somebody, or a training loop, may want to act on
     * @param latest the last report of each key, in a compacted topic; null for none
     * @param unmatched predictions and labels that expired without each other; null for none
     */
    public record Topics(
            String predictions,
            String labels,
            String training,
            String metrics,
            @Nullable String latest,
            String alerts,
            String deadLetters,
            String diagnostics,
            @Nullable String unmatched)
            implements Serializable {

        public static final Topics DEFAULT = new Topics(
                "predictions", "labels", "training", "metrics", null, "alerts", "dead-letters", "diagnostics", null);
    }

    /** Whether some topic is encoded with schemas of a registry. */
    public boolean usesRegistry() {
        return predictionFormat == Format.REGISTRY || labelFormat == Format.REGISTRY || outputFormat == Format.REGISTRY;
    }

    /** Plain Avro on the default topics. */
    public static KafkaOptions of(String bootstrapServers) {
        return new KafkaOptions(
                bootstrapServers,
                Topics.DEFAULT,
                Format.AVRO,
                Format.AVRO,
                Format.AVRO,
                null,
                "evalstream",
                Start.COMMITTED,
                false,
                DeliveryGuarantee.EXACTLY_ONCE,
                "evalstream",
                Duration.ofSeconds(30),
                Duration.ofMinutes(30),
                Map.of());
    }
}
