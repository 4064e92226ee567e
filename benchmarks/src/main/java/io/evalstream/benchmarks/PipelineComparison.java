package io.evalstream.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.evalstream.jobs.embedded.EmbeddedFlink;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.embedded.TemporaryDirectory;
import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The whole way, from topics to topics, beside a job that only reads the same records and throws them away. Both run in
 * turns in this process, with a broker of their own, so that they can be compared whatever else the machine does.
 *
 * <p>Arguments: pairs of a prediction and its label (500,000), rounds (3), parallelism (2).
 */
public final class PipelineComparison {

    private static final long START = 1_700_000_000_000L;
    private static final int PAIRS_PER_SECOND = 1_000;
    private static final int LONGEST_DELAY_SECONDS = 120;
    private static final int PARTITIONS = 2;
    private static final String PLAN = """
            plan: comparison
            models: [m]
            arguments: {task: binary, input: probability}
            metrics: [accuracy, f1_score, {metric: auroc, args: {thresholds: 200}}, calibration_error, log_loss]
            windows: [{kind: tumbling, size: 1m}, {kind: sliding, size: 1h, step: 1m}]
            labels: {horizon: 10m}
            """;

    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private final int pairs;
    private final int parallelism;
    private final Path checkpoints;
    private int run;

    private PipelineComparison(EmbeddedKafka kafka, EmbeddedFlink flink, Path checkpoints, int pairs, int parallelism) {
        this.kafka = kafka;
        this.flink = flink;
        this.checkpoints = checkpoints;
        this.pairs = pairs;
        this.parallelism = parallelism;
    }

    private interface Side {
        void run() throws Exception;
    }

    /** Runs all sides in turns and prints a line for each. */
    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 500_000;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        int parallelism = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        try (TemporaryDirectory checkpoints = new TemporaryDirectory("checkpoints");
                EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedFlink flink = EmbeddedFlink.start(2 * parallelism)) {
            PipelineComparison comparison =
                    new PipelineComparison(kafka, flink, checkpoints.path(), pairs, parallelism);
            comparison.publish();
            System.out.println("round  side                     seconds    pairs/s   CPU us/pair (broker included)");
            for (int round = 1; round <= rounds; round++) {
                comparison.measure(round, "read and discard", comparison::readAndDiscard);
                comparison.measure(round, "evalstream, heap", () -> comparison.evaluate("hashmap"));
                comparison.measure(round, "evalstream, rocksdb", () -> comparison.evaluate("rocksdb"));
            }
        }
    }

    private void measure(int round, String name, Side side) throws Exception {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long begin = System.nanoTime();
        side.run();
        double seconds = (System.nanoTime() - begin) / 1e9;
        double microseconds = (system.getProcessCpuTime() - cpu) / 1e3 / pairs;
        System.out.printf(
                Locale.ROOT, "%5d  %-22s %9.1f %,10.0f %8.1f%n", round, name, seconds, pairs / seconds, microseconds);
    }

    private void publish() {
        MissingTopics.create(options("setup"), PARTITIONS);
        AvroCodec<Prediction> predictionCodec = new AvroCodec<>(Prediction.class);
        AvroCodec<Label> labelCodec = new AvroCodec<>(Label.class);
        SplittableRandom random = new SplittableRandom(1);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20, "batch.size", 1 << 18),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < pairs; i++) {
                String id = String.format(Locale.ROOT, "%016x", random.nextLong());
                long time = START + i * 1000L / PAIRS_PER_SECOND;
                double score = random.nextDouble();
                byte[] prediction = predictionCodec.encode(Prediction.newBuilder()
                        .setPredictionId(id)
                        .setModelId("m")
                        .setModelVersion("1")
                        .setEventTime(Instant.ofEpochMilli(time))
                        .setScores(List.of(score))
                        .build());
                long labelTime = time + random.nextInt(LONGEST_DELAY_SECONDS * 1000);
                byte[] label = labelCodec.encode(Label.newBuilder()
                        .setPredictionId(id)
                        .setLabelTime(Instant.ofEpochMilli(labelTime))
                        .setLabel(random.nextDouble() < score ? 1L : 0L)
                        .build());
                int partition = i % PARTITIONS;
                var unused = producer.send(new ProducerRecord<>("predictions", partition, time, null, prediction));
                var unusedToo = producer.send(new ProducerRecord<>("labels", partition, labelTime, null, label));
            }
        }
    }

    private void readAndDiscard() throws Exception {
        StreamExecutionEnvironment environment = environment("hashmap");
        for (String topic : List.of("predictions", "labels")) {
            KafkaSource<byte[]> source = KafkaSource.<byte[]>builder()
                    .setBootstrapServers(kafka.bootstrapServers())
                    .setTopics(topic)
                    .setGroupId("discard-" + run++)
                    .setStartingOffsets(OffsetsInitializer.earliest())
                    .setBounded(OffsetsInitializer.latest())
                    .setDeserializer(KafkaRecordDeserializationSchema.valueOnly(ByteArrayDeserializer.class))
                    .setProperty("max.poll.records", "10000")
                    .setProperty("max.partition.fetch.bytes", "4194304")
                    .build();
            environment
                    .fromSource(source, WatermarkStrategy.noWatermarks(), topic)
                    .sinkTo(new DiscardingSink<>());
        }
        environment.execute("read and discard");
    }

    private void evaluate(String backend) throws Exception {
        StreamExecutionEnvironment environment = environment(backend);
        new KafkaEnds(List.of(PlanFile.read(PLAN, "the comparison's plan")), options("evaluate-" + run++))
                .build(environment);
        environment.execute("evaluate");
    }

    private StreamExecutionEnvironment environment(String backend) {
        StreamExecutionEnvironment environment = flink.environment(new Configuration()
                .set(StateBackendOptions.STATE_BACKEND, backend)
                .set(
                        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                        checkpoints.toUri().toString())
                .set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(5)));
        environment.setParallelism(parallelism);
        return environment;
    }

    private KafkaOptions options(String group) {
        KafkaOptions usual = KafkaOptions.of(kafka.bootstrapServers());
        return new KafkaOptions(
                usual.bootstrapServers(),
                usual.topics(),
                usual.predictionFormat(),
                usual.labelFormat(),
                usual.outputFormat(),
                null,
                group,
                KafkaOptions.Start.EARLIEST,
                true,
                usual.delivery(),
                group,
                usual.idleness(),
                usual.drift(),
                Map.of());
    }
}
