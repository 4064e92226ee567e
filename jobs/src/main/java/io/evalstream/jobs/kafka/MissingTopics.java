package io.evalstream.jobs.kafka;

import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.TopicConfig;

/** The topics of a job that are not there yet: created where that is wanted, else told before the job starts. */
public final class MissingTopics {

    /** Compaction keeps the last report of each key; deletion sees to it that old windows go in the end. */
    private static final Map<String, String> LATEST = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE);

    /** A batch is one record, which may be larger than the megabyte that brokers take by default. */
    private static final Map<String, String> TRAINING =
            Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(64 << 20));

    private MissingTopics() {}

    /**
     * Creates them with the broker's replication factor.
     *
     * @param partitions partitions of each topic
     * @throws BrokerException where the broker does not answer, or refuses
     */
    public static void create(KafkaOptions options, int partitions) {
        KafkaOptions.Topics names = options.topics();
        try (Topics topics = new Topics(options.bootstrapServers(), options.client())) {
            topics.createMissing(
                    List.of(
                            names.predictions(),
                            names.labels(),
                            names.metrics(),
                            names.alerts(),
                            names.deadLetters(),
                            names.diagnostics()),
                    partitions);
            topics.createMissing(List.of(names.training()), partitions, TRAINING);
            if (names.unmatched() != null) {
                topics.createMissing(List.of(names.unmatched()), partitions);
            }
            if (names.latest() != null) {
                topics.createMissing(List.of(names.latest()), partitions, LATEST);
            }
        }
    }

    /**
     * Refuses to go on without the topics that are read. Those that are written may be created by the broker itself.
     *
     * @throws BrokerException where the broker does not answer, or lacks a topic
     */
    public static void refuse(List<PlanSpec> plans, KafkaOptions options) {
        List<String> missing = read(plans, options.topics());
        try (Topics topics = new Topics(options.bootstrapServers(), options.client())) {
            Set<String> existing = topics.existing();
            missing.removeAll(existing);
            if (!missing.isEmpty()) {
                throw new BrokerException(
                        "Kafka at " + options.bootstrapServers() + " has no topic '" + missing.get(0) + "'"
                                + Suggestion.of(missing.get(0), existing)
                                + "; name another, or let --create-topics PARTITIONS create it",
                        null);
            }
        }
    }

    /** The topics that a job with these plans reads. */
    public static List<String> read(List<PlanSpec> plans, KafkaOptions.Topics names) {
        List<String> read = new ArrayList<>();
        if (plans.stream().anyMatch(plan -> !plan.ofTime().windows().isEmpty())) {
            read.addAll(List.of(names.predictions(), names.labels()));
        }
        if (plans.stream().anyMatch(plan -> !plan.ofTraining().windows().isEmpty())) {
            read.add(names.training());
        }
        return read;
    }
}
