package io.evalstream.jobs.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of a job that are not there yet. */
public final class MissingTopics {

    private MissingTopics() {}

    /**
     * Creates them with the broker's replication factor.
     *
     * @param partitions partitions of each topic
     */
    public static void create(KafkaOptions options, int partitions) throws InterruptedException, ExecutionException {
        Properties properties = new Properties();
        properties.putAll(options.client());
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServers());
        KafkaOptions.Topics topics = options.topics();
        try (Admin admin = Admin.create(properties)) {
            Set<String> present = admin.listTopics().names().get();
            List<NewTopic> missing = new ArrayList<>();
            for (String name : List.of(
                    topics.predictions(),
                    topics.labels(),
                    topics.metrics(),
                    topics.deadLetters(),
                    topics.diagnostics())) {
                missing.add(new NewTopic(name, Optional.of(partitions), Optional.empty()));
            }
            if (topics.latest() != null) {
                // Compaction keeps the last report of each key; deletion sees to it that old windows go in the end.
                missing.add(new NewTopic(topics.latest(), Optional.of(partitions), Optional.empty())
                        .configs(Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE)));
            }
            missing.removeIf(topic -> present.contains(topic.name()));
            for (NewTopic topic : missing) {
                createOne(admin, topic);
            }
            NewPartitions.awaitLeaders(
                    admin, missing.stream().map(NewTopic::name).toList(), partitions);
        }
    }

    private static void createOne(Admin admin, NewTopic topic) throws InterruptedException, ExecutionException {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            // Another process was quicker, which serves as well.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
