package io.evalstream.jobs.watch;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.DecodeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the records of a topic, such as reports: only what was committed, and of no consumer group, so that nobody is disturbed. A topic
 * that does not exist yet is waited for. One thread at a time may use it.
 */
public final class TopicSubscription<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PARTITIONS_SECONDS = 30;

    private final String bootstrapServers;
    private final String topic;
    private final Codec<T> codec;
    private final Consumer<String> complaints;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private long partitionsAskedAt;

    /** Where reading begins. */
    public enum Start {
        BEGINNING,
        LATEST
    }

    /**
     * Subscribes.
     *
     * @param complaints is told of records that cannot be read, which are left out
     * @param client further properties of the Kafka client
     */
    public TopicSubscription(
            String bootstrapServers,
            String topic,
            Codec<T> codec,
            Start start,
            Consumer<String> complaints,
            Map<String, String> client) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.codec = codec;
        this.complaints = complaints;
        this.consumer = consumer(bootstrapServers, client);
        try {
            findPartitions(start);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(String bootstrapServers, Map<String, String> client) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, "evalstream-watch");
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        properties.putAll(client);
        properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The records that came, waiting so long at most if there are none. */
    public List<T> poll(Duration wait) {
        List<T> records = new ArrayList<>();
        poll(wait, records::add, key -> {});
        return records;
    }

    /**
     * Hands on what came, waiting so long at most if there is nothing.
     *
     * @param withdrawn is given the keys under which there is nothing any more, in their place among the records
     */
    public void poll(Duration wait, Consumer<T> each, Consumer<String> withdrawn) {
        try {
            if (ends.isEmpty() || secondsSincePartitions() >= PARTITIONS_SECONDS) {
                // What is in a partition that was added meanwhile is new.
                findPartitions(Start.BEGINNING);
            }
            if (ends.isEmpty()) {
                Thread.sleep(wait.toMillis());
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
                read(record, each, withdrawn);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    /** Whether everything has been read that was there when reading began. */
    public boolean caughtUp() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Whether the topic exists. */
    public boolean topicExists() {
        return !ends.isEmpty();
    }

    private void read(ConsumerRecord<byte[], byte[]> record, Consumer<T> each, Consumer<String> withdrawn) {
        if (record.value() == null) {
            if (record.key() != null) {
                withdrawn.accept(new String(record.key(), UTF_8));
            }
            return;
        }
        try {
            codec.checkHeaders(StreamSupport.stream(record.headers().spliterator(), false)
                    .map(Header::key)
                    .toList());
            each.accept(codec.decode(record.value()));
        } catch (DecodeException e) {
            complaints.accept("topic '" + topic + "', partition " + record.partition() + ", offset " + record.offset()
                    + " holds no report: " + e.getMessage());
        }
    }

    private void findPartitions(Start from) {
        try {
            List<TopicPartition> found = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            partitionsAskedAt = System.nanoTime();
            List<TopicPartition> added = found.stream()
                    .filter(partition -> !ends.containsKey(partition))
                    .toList();
            if (added.isEmpty()) {
                return;
            }
            consumer.assign(found);
            if (from == Start.BEGINNING) {
                consumer.seekToBeginning(added);
            } else {
                consumer.seekToEnd(added);
                // Now, not at the first poll: what comes in between is to be read.
                added.forEach(consumer::position);
            }
            ends.putAll(consumer.endOffsets(added));
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private long secondsSincePartitions() {
        return Duration.ofNanos(System.nanoTime() - partitionsAskedAt).toSeconds();
    }

    private BrokerException unreachable(KafkaException e) {
        if (e instanceof TimeoutException) {
            return new BrokerException(
                    "no Kafka broker answers at " + bootstrapServers + "; check the address, and that the broker is up",
                    e);
        }
        return new BrokerException(
                "topic '" + topic + "' at " + bootstrapServers + " cannot be read: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        // A consumer refuses to close in a thread that was interrupted.
        boolean interrupted = Thread.interrupted();
        try {
            consumer.close();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
