package io.evalstream.jobs.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Asks a Kafka cluster about topics, and creates them. */
public final class Topics implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final String bootstrapServers;
    private final Admin admin;

    /**
     * Connects to a cluster.
     *
     * @param client further properties of the Kafka client
     */
    public Topics(String bootstrapServers, Map<String, String> client) {
        this.bootstrapServers = bootstrapServers;
        Map<String, Object> properties = new HashMap<>();
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        properties.putAll(client);
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        this.admin = Admin.create(properties);
    }

    /** The topics that there are. */
    public Set<String> existing() {
        return await("asked for its topics", admin.listTopics().names()::get);
    }

    /**
     * Creates those topics that do not exist, with the cluster's own replication factor, and waits until they take rows.
     *
     * @return the topics that were created
     */
    public Set<String> createMissing(Collection<String> names, int partitions) {
        return createMissing(names, partitions, Map.of());
    }

    /** As {@link #createMissing(Collection, int)}, with settings of the topics that are created. */
    public Set<String> createMissing(Collection<String> names, int partitions, Map<String, String> settings) {
        Set<String> missing = new TreeSet<>(names);
        missing.removeAll(existing());
        List<NewTopic> topics = missing.stream()
                .map(name -> new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings))
                .toList();
        for (var creation : admin.createTopics(topics).values().entrySet()) {
            try {
                await("asked to create topic '" + creation.getKey() + "'", creation.getValue()::get);
            } catch (BrokerException e) {
                // Another process was quicker, which serves as well.
                if (!isThere(e)) {
                    throw e;
                }
            }
        }
        await("asked for the leaders of " + missing, () -> {
            NewPartitions.awaitLeaders(admin, missing, partitions);
            return missing;
        });
        return missing;
    }

    /** An answer of the cluster that is waited for. */
    private interface Answer<V> {
        V get() throws InterruptedException, ExecutionException;
    }

    private static boolean isThere(BrokerException e) {
        return e.getCause() instanceof ExecutionException failed && failed.getCause() instanceof TopicExistsException;
    }

    private <V> V await(String what, Answer<V> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerException("interrupted while Kafka was " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof TimeoutException) {
                throw new BrokerException(
                        "no Kafka broker answers at " + bootstrapServers + " when " + what
                                + "; check the address, and that the broker is up",
                        e);
            }
            throw new BrokerException("Kafka at " + bootstrapServers + ", " + what + ", says: " + cause, e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
