package io.evalstream.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.embedded.EmbeddedFlink;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.Unmatched;
import io.evalstream.schemas.UnmatchedSide;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The job with the options that a user gets who gives none. */
@Timeout(120)
class KafkaJobTest {

    private static final long START = 1_700_000_000_000L;

    @Test
    void metricsOfAWindowFollowItsLabels() throws Exception {
        PlanSpec plan = PlanSpec.of(
                "smoke",
                List.of("m"),
                Map.of("num_classes", 2),
                List.of(MetricSpec.of("MulticlassAccuracy", "accuracy", Map.of("average", "micro"))),
                List.of(WindowSpec.tumbling(Duration.ofMinutes(10)), WindowSpec.running(Duration.ofMinutes(10))));
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                EmbeddedFlink flink = EmbeddedFlink.start(2)) {
            KafkaOptions options = bounded(kafka.bootstrapServers());
            MissingTopics.create(options, 2);
            try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", kafka.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                AvroCodec<Prediction> predictions = new AvroCodec<>(Prediction.class);
                AvroCodec<Label> labels = new AvroCodec<>(Label.class);
                for (int i = 0; i < 100; i++) {
                    Prediction prediction = Prediction.newBuilder()
                            .setPredictionId("p" + i)
                            .setModelId(i == 99 ? "unknown" : "m")
                            .setModelVersion("v1")
                            .setEventTime(Instant.ofEpochMilli(START + i * 10_000L))
                            .setScores(List.of(0.25, 0.75))
                            .build();
                    var unused = producer.send(new ProducerRecord<>("predictions", predictions.encode(prediction)));
                    Label label = Label.newBuilder()
                            .setPredictionId("p" + i)
                            .setLabelTime(Instant.ofEpochMilli(START + i * 10_000L + 30_000))
                            .setLabel((long) (i % 2))
                            .build();
                    var unusedToo = producer.send(new ProducerRecord<>("labels", labels.encode(label)));
                }
            }
            Configuration configuration = new Configuration();
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
            StreamExecutionEnvironment environment = flink.environment(configuration);
            environment.setParallelism(2);
            new KafkaEnds(List.of(plan), options).build(environment);
            environment.execute("smoke");
            List<MetricReport> reports = new ArrayList<>();
            AvroCodec<MetricReport> codec = new AvroCodec<>(MetricReport.class);
            for (byte[] value : read(kafka.bootstrapServers(), "metrics", 3)) {
                reports.add(codec.decode(value));
            }
            assertThat(reports).filteredOn(MetricReport::getFinal$).anySatisfy(report -> {
                assertThat(report.getWindow().getName()).startsWith("running");
                assertThat(report.getCounts().getLabelled()).isEqualTo(99);
                assertThat(((Scalar) report.getValues().get(0).getValue()).getValue())
                        .isEqualTo(49.0 / 99);
            });
            AvroCodec<DeadLetter> letters = new AvroCodec<>(DeadLetter.class);
            assertThat(read(kafka.bootstrapServers(), "dead-letters", 1))
                    .hasSize(1)
                    .allSatisfy(value -> {
                        DeadLetter letter = letters.decode(value);
                        assertThat(letter.getReason()).isEqualTo("UNKNOWN_MODEL");
                    });
            AvroCodec<Unmatched> unmatched = new AvroCodec<>(Unmatched.class);
            assertThat(read(kafka.bootstrapServers(), "unmatched", 1))
                    .hasSize(1)
                    .allSatisfy(value -> {
                        Unmatched label = unmatched.decode(value);
                        assertThat(label.getSide()).isEqualTo(UnmatchedSide.LABEL);
                        assertThat(label.getPredictionId()).isEqualTo("p99");
                    });
        }
    }

    private static KafkaOptions bounded(String servers) {
        KafkaOptions options = KafkaOptions.of(servers);
        return new KafkaOptions(
                servers,
                new KafkaOptions.Topics(
                        "predictions",
                        "labels",
                        "training",
                        "metrics",
                        null,
                        "alerts",
                        "dead-letters",
                        "diagnostics",
                        "unmatched"),
                options.predictionFormat(),
                options.labelFormat(),
                options.outputFormat(),
                null,
                "smoke",
                KafkaOptions.Start.EARLIEST,
                true,
                options.delivery(),
                "smoke",
                options.idleness(),
                options.drift(),
                Map.of());
    }

    private static List<byte[]> read(String servers, String topic, int atLeast) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", servers);
        properties.put("group.id", "reader-" + topic);
        properties.put("auto.offset.reset", "earliest");
        properties.put("isolation.level", "read_committed");
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            int quiet = 0;
            while (System.nanoTime() < deadline && (values.size() < atLeast || quiet < 3)) {
                int before = values.size();
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(500))) {
                    values.add(record.value());
                }
                quiet = values.size() == before ? quiet + 1 : 0;
            }
        }
        return values;
    }
}
