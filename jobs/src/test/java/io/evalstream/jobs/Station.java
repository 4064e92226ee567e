package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.embedded.EmbeddedFlink;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.jobs.publish.Destination;
import io.evalstream.jobs.publish.Order;
import io.evalstream.jobs.publish.Publisher;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobStatusMessage;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A broker and a cluster for the tests of a class, whose jobs each have topics of their own. */
final class Station implements AutoCloseable {

    /** Not a divisor of any parallelism that is used here, so that subtasks have unequal shares. */
    static final int PARTITIONS = 3;

    private static final Duration CHECKPOINTS = Duration.ofMillis(500);
    private static final Duration LONGEST_READ = Duration.ofSeconds(30);

    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;

    private Station(EmbeddedKafka kafka, EmbeddedFlink flink) {
        this.kafka = kafka;
        this.flink = flink;
    }

    static Station open(int slots, Configuration settings) {
        EmbeddedKafka kafka = EmbeddedKafka.start(0);
        try {
            return new Station(kafka, EmbeddedFlink.start(slots, 0, settings));
        } catch (RuntimeException e) {
            kafka.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    EmbeddedFlink flink() {
        return flink;
    }

    /** A bounded job, exactly once, that reads what was published under one name and writes under another. */
    KafkaOptions options(String input, String output) {
        return new KafkaOptions(
                kafka.bootstrapServers(),
                new KafkaOptions.Topics(
                        input + ".predictions",
                        input + ".labels",
                        input + ".training",
                        output + ".metrics",
                        null,
                        output + ".alerts",
                        output + ".dead-letters",
                        output + ".diagnostics",
                        null,
                        null),
                Format.AVRO,
                Format.AVRO,
                // As the command writes its lines, so that they can be compared byte by byte.
                Format.JSON,
                null,
                output,
                KafkaOptions.Start.EARLIEST,
                true,
                DeliveryGuarantee.EXACTLY_ONCE,
                output,
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Map.of());
    }

    /**
     * The same, without an end. Labels may run ahead of predictions as far as they like: where predictions have ended,
     * they would otherwise wait until that input counts as idle.
     */
    static KafkaOptions unbounded(KafkaOptions options, DeliveryGuarantee delivery) {
        return new KafkaOptions(
                options.bootstrapServers(),
                options.topics(),
                options.predictionFormat(),
                options.labelFormat(),
                options.outputFormat(),
                options.registry(),
                options.groupId(),
                options.start(),
                false,
                delivery,
                options.transactionalIdPrefix(),
                options.idleness(),
                Duration.ofDays(1),
                options.client());
    }

    /** The same for a job that takes plans from a topic while it runs. */
    static KafkaOptions live(KafkaOptions options) {
        KafkaOptions.Topics names = options.topics();
        KafkaOptions unbounded = unbounded(options, options.delivery());
        return new KafkaOptions(
                unbounded.bootstrapServers(),
                new KafkaOptions.Topics(
                        names.predictions(),
                        names.labels(),
                        names.training(),
                        names.metrics(),
                        names.latest(),
                        names.alerts(),
                        names.deadLetters(),
                        names.diagnostics(),
                        names.unmatched(),
                        options.groupId() + ".plans"),
                unbounded.predictionFormat(),
                unbounded.labelFormat(),
                unbounded.outputFormat(),
                unbounded.registry(),
                unbounded.groupId(),
                unbounded.start(),
                false,
                unbounded.delivery(),
                unbounded.transactionalIdPrefix(),
                unbounded.idleness(),
                unbounded.drift(),
                unbounded.client());
    }

    void createTopics(KafkaOptions options) throws InterruptedException, ExecutionException {
        MissingTopics.create(options, PARTITIONS);
    }

    Publisher.Result publish(ExampleStream stream, String input, Order order) throws InterruptedException {
        Destination destination = new Destination(
                kafka.bootstrapServers(),
                input + ".predictions",
                input + ".labels",
                PARTITIONS,
                Format.AVRO,
                null,
                Map.of());
        return new Publisher(destination, order, new Publisher.Listener() {})
                .publish(stream.predictions(), stream.labels());
    }

    /** Starts a job; settings go before those that every job here has. */
    JobClient start(List<PlanSpec> plans, KafkaOptions options, int parallelism, Configuration settings)
            throws Exception {
        return start(plans, options, parallelism, settings, DeviceChoice.ARRAYS);
    }

    JobClient start(
            List<PlanSpec> plans, KafkaOptions options, int parallelism, Configuration settings, DeviceChoice device)
            throws Exception {
        createTopics(options);
        Configuration configuration = new Configuration().set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINTS);
        configuration.addAll(settings);
        StreamExecutionEnvironment environment = flink.environment(configuration);
        environment.setParallelism(parallelism);
        new KafkaEnds(plans, options, ServingLogs.NONE, device).build(environment);
        return environment.executeAsync(options.groupId());
    }

    /** Runs a job to the end of its input. */
    void run(List<PlanSpec> plans, KafkaOptions options, int parallelism) throws Exception {
        start(plans, options, parallelism, new Configuration())
                .getJobExecutionResult()
                .get();
    }

    /** Ends jobs that a test has left behind, so that the next finds free slots. */
    void cancelAll() throws Exception {
        for (JobStatusMessage job : flink.cluster().listJobs().get()) {
            if (!job.getJobState().isGloballyTerminalState()) {
                flink.cluster().cancelJob(job.getJobId()).get();
                flink.cluster().requestJobResult(job.getJobId()).get();
            }
        }
    }

    /** Whether a job's checkpoints hold all that was published to its topics. */
    boolean hasRead(KafkaOptions options) throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Map<TopicPartition, OffsetAndMetadata> read = admin.listConsumerGroupOffsets(options.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                asked.put(new TopicPartition(options.topics().predictions(), partition), OffsetSpec.latest());
                asked.put(new TopicPartition(options.topics().labels(), partition), OffsetSpec.latest());
            }
            return admin.listOffsets(asked).all().get().entrySet().stream()
                    .allMatch(end -> read.get(end.getKey()) != null
                            && read.get(end.getKey()).offset() >= end.getValue().offset());
        }
    }

    /** All committed records of a topic; those of one key are in their order. */
    List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers", kafka.bootstrapServers(),
                        "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            long deadline = System.nanoTime() + LONGEST_READ.toNanos();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(topic + " could not be read to its end " + ends);
                }
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    /** The final reports of a topic, by key: all that were committed, in their order. */
    SortedMap<String, List<String>> finals(KafkaOptions options) throws DecodeException {
        SortedMap<String, List<String>> reports = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(options.topics().metrics())) {
            String json = new String(record.value(), UTF_8);
            if (ExampleStream.report(json).getFinal$()) {
                reports.computeIfAbsent(new String(record.key(), UTF_8), any -> new ArrayList<>())
                        .add(json);
            }
        }
        return reports;
    }

    @Override
    public void close() {
        try {
            flink.close();
        } finally {
            kafka.close();
        }
    }
}
