package io.evalstream.jobs.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.Plans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The plans that a topic holds when a job is started: a job without a savepoint begins with them, before it reads its
 * first prediction.
 *
 * @param specs the last plan of each name
 * @param offsets by partition the offset up to which was read
 */
record PublishedPlans(List<PlanSpec> specs, Map<Integer, Long> offsets) {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(200);

    /**
     * Reads a topic to its end. What is no plan is passed over here, and becomes a dead letter when the job reads it.
     *
     * @throws BrokerException where it cannot be read
     */
    static PublishedPlans read(KafkaOptions options, String topic) {
        Map<String, Object> properties = new HashMap<>(options.client());
        properties.put("bootstrap.servers", options.bootstrapServers());
        properties.put("isolation.level", "read_committed");
        properties.put("auto.offset.reset", "earliest");
        Map<String, PlanSpec> byName = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new BrokerException(
                            "the plans of topic '" + topic + "' could not be read within " + PATIENCE.toSeconds()
                                    + " s; check that the brokers are up",
                            null);
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    take(record, byName);
                }
            }
            Map<Integer, Long> offsets = new HashMap<>();
            ends.forEach((partition, end) -> offsets.put(partition.partition(), end));
            return new PublishedPlans(List.copyOf(byName.values()), offsets);
        } catch (KafkaException e) {
            throw new BrokerException("the plans of topic '" + topic + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static void take(ConsumerRecord<byte[], byte[]> record, Map<String, PlanSpec> byName) {
        if (record.value() == null) {
            if (record.key() != null) {
                byName.remove(new String(record.key(), UTF_8));
            }
            return;
        }
        try {
            PlanSpec spec = PlanFile.read(new String(record.value(), UTF_8), record.topic());
            PlanSpec before = byName.get(spec.plan());
            if (spec.ofTraining().windows().isEmpty() && (before == null || before.version() < spec.version())) {
                byName.put(spec.plan(), spec);
            }
        } catch (PlanException refused) {
            // Told where it becomes a dead letter.
        }
    }

    /**
     * These plans and those that the job was given: of each name the later version, and both where the later one counts
     * from some time on.
     *
     * @throws PlanException where they do not go together
     */
    List<PlanSpec> with(List<PlanSpec> given) {
        Set<String> names = new HashSet<>();
        List<PlanSpec> all = new ArrayList<>();
        for (PlanSpec spec : given) {
            names.add(spec.plan());
            PlanSpec later = specs.stream()
                    .filter(one -> one.plan().equals(spec.plan()) && one.version() > spec.version())
                    .findFirst()
                    .orElse(null);
            if (later == null || later.effectiveFrom() != null) {
                all.add(spec);
            }
            if (later != null) {
                all.add(later);
            }
        }
        specs.stream().filter(spec -> !names.contains(spec.plan())).forEach(all::add);
        Plans.compile(all);
        return all;
    }
}
