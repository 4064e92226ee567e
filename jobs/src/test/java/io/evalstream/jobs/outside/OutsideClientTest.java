package io.evalstream.jobs.outside;

import static io.evalstream.jobs.watch.Reports.scalar;
import static io.evalstream.jobs.watch.Reports.undefined;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.RegistryOptions;
import io.evalstream.schemas.ReportKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that share nothing with us but the topics and the schemas' files: Python's Kafka and Avro packages, and kcat. */
class OutsideClientTest {
    private static final String PYTHON = "/usr/bin/python3";
    private static final String INSTALL = "on Debian, apt-get install kcat python3-confluent-kafka python3-avro";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final List<String> PREDICTIONS = List.of(
            prediction(
                    "\"scores\":[0.25,0.75],\"label\":1,\"features\":{\"country\":\"DE\",\"amount\":1.5,\"items\":3}"),
            prediction("\"scores\":null,\"label\":\"cat\",\"value\":2.5"));

    private static EmbeddedKafka kafka;

    @TempDir
    static Path directory;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(0);
        try (InputStream in =
                Objects.requireNonNull(OutsideClientTest.class.getResourceAsStream("/outside/client.py"))) {
            Files.copy(in, directory.resolve("client.py"));
        }
        // As one file each, as a registry hands them out.
        Files.writeString(
                directory.resolve("Prediction.avsc"),
                Prediction.getClassSchema().toString());
        Files.writeString(
                directory.resolve("MetricReport.avsc"),
                MetricReport.getClassSchema().toString());
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void predictionsWrittenInPythonAreRead() throws Exception {
        assumePython();
        kafka.createTopics(1, "plain");

        python(PREDICTIONS, "produce", kafka.bootstrapServers(), "plain", directory.resolve("Prediction.avsc"));

        Codec<Prediction> codec = Codecs.of(Format.AVRO, Prediction.class, "plain", null);
        assertPredictions(read("plain", 2), codec);
    }

    @Test
    void predictionsInTheWireFormatWrittenInPythonAreRead() throws Exception {
        assumePython();
        kafka.createTopics(1, "wire");
        try (Registry registry = new Registry()) {
            python(
                    PREDICTIONS,
                    "produce",
                    kafka.bootstrapServers(),
                    "wire",
                    directory.resolve("Prediction.avsc"),
                    registry.url());

            Codec<Prediction> codec =
                    Codecs.of(Format.REGISTRY, Prediction.class, "wire", RegistryOptions.at(registry.url()));
            assertPredictions(read("wire", 2), codec);
        }
    }

    @Test
    void reportsAreReadInPython() throws Exception {
        assumePython();
        kafka.createTopics(1, "reports", "reports-wire");
        MetricReport report =
                Reports.of("logreg", "v1", 0, 3, scalar("accuracy", 0.75), undefined("recall", "no positives"));
        try (Registry registry = new Registry()) {
            send("reports", Codecs.of(Format.AVRO, MetricReport.class, "reports", null), report);
            send(
                    "reports-wire",
                    Codecs.of(Format.REGISTRY, MetricReport.class, "reports-wire", RegistryOptions.at(registry.url())),
                    report);
        }

        Path schema = directory.resolve("MetricReport.avsc");
        assertReport(report, python(List.of(), "consume", kafka.bootstrapServers(), "reports", schema, 1));
        assertReport(report, python(List.of(), "consume", kafka.bootstrapServers(), "reports-wire", schema, 1, "wire"));
    }

    @Test
    void labelsWrittenWithKcatAreRead() throws Exception {
        assumeTrue(succeeds("kcat", "-V"), "kcat is not installed, so nothing is proven here; " + INSTALL);
        kafka.createTopics(1, "by-kcat");

        run(
                List.of("p1\t{\"prediction_id\":\"p1\",\"label_time\":\"2026-03-01T10:00:00Z\",\"actual\":1}"),
                List.of("kcat", "-P", "-b", kafka.bootstrapServers(), "-t", "by-kcat", "-K", "\\t"));

        Label label = new JsonCodec<>(Label.class).decode(read("by-kcat", 1).get(0));
        assertThat(label.getPredictionId()).isEqualTo("p1");
        assertThat(label.getLabel()).isEqualTo(1L);
        assertThat(run(
                        List.of(),
                        List.of(
                                "kcat",
                                "-C",
                                "-e",
                                "-q",
                                "-b",
                                kafka.bootstrapServers(),
                                "-t",
                                "by-kcat",
                                "-f",
                                "%k\\n")))
                .isEqualTo("p1\n");
    }

    private static void assertPredictions(List<byte[]> values, Codec<Prediction> codec) throws Exception {
        Prediction first = codec.decode(values.get(0));
        assertThat(first.getPredictionId()).isEqualTo("p1");
        assertThat(first.getEventTime()).isEqualTo(Instant.parse("2026-03-01T10:00:00Z"));
        assertThat(first.getScores()).containsExactly(0.25, 0.75);
        assertThat(first.getLabel()).isEqualTo(1L);
        assertThat(first.getFeatures()).isEqualTo(Map.of("country", "DE", "amount", 1.5, "items", 3L));
        Prediction second = codec.decode(values.get(1));
        assertThat(second.getScores()).isNull();
        assertThat(second.getLabel()).isEqualTo("cat");
        assertThat(second.getValue()).isEqualTo(2.5);
    }

    private static void assertReport(MetricReport report, String printed) throws IOException {
        JsonNode read = MAPPER.readTree(printed);
        assertThat(read.path("key").asText()).isEqualTo(ReportKey.of(report).toString());
        JsonNode record = read.path("record");
        assertThat(record.path("model_id").asText()).isEqualTo("logreg");
        assertThat(record.path("final").asBoolean()).isTrue();
        assertThat(record.path("counts").path("predictions").asLong()).isEqualTo(80);
        assertThat(record.at("/values/0/value/value").asDouble()).isEqualTo(0.75);
        assertThat(record.at("/values/1/value/reason").asText()).isEqualTo("no positives");
    }

    /** A prediction with every field that has no default in Avro's sense for a writer: Python's writes what it is given. */
    private static String prediction(String fields) {
        String id = fields.contains("cat") ? "p2" : "p1";
        return "{\"prediction_id\":\"" + id + "\",\"model_id\":\"m\",\"model_version\":\"v1\","
                + "\"event_time\":1772359200000,\"stage\":\"production\",\"run_id\":\"\",\"dataset\":\"\","
                + "\"outputs\":[],\"tags\":{}," + (fields.contains("features") ? "" : "\"features\":{},") + fields
                + "}";
    }

    private static void assumePython() throws Exception {
        assumeTrue(
                succeeds(PYTHON, "-c", "import avro, confluent_kafka"),
                "Python's Kafka and Avro packages are not installed, so nothing is proven here; " + INSTALL);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String python(List<String> input, Object... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(PYTHON, directory.resolve("client.py").toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(input, command);
    }

    /** Runs a program to its end and returns what it printed. */
    private static String run(List<String> input, List<String> command) throws Exception {
        Path printed = Files.createTempFile(directory, "printed", ".txt");
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(printed.toFile())
                .redirectError(errors.toFile())
                .start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(String.join("\n", input).getBytes(StandardCharsets.UTF_8));
        }
        boolean ended = process.waitFor(60, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended && process.exitValue() == 0)
                .withFailMessage(() -> command + " failed: " + text(errors) + text(printed))
                .isTrue();
        return text(printed);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static void send(String topic, Codec<MetricReport> codec, MetricReport report) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            byte[] key = ReportKey.of(report).toString().getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic, key, codec.encode(report)))
                    .get();
        }
    }

    private static List<byte[]> read(String topic, int expected) {
        List<byte[]> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (values.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
        }
        assertThat(values).hasSize(expected);
        return values;
    }
}
