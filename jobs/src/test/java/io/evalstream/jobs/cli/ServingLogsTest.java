package io.evalstream.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.watch.TopicSubscription;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Scalar;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The job reads the logs of serving platforms from Kafka and evaluates them. */
@Timeout(180)
class ServingLogsTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final int ROWS = 40;

    private static EmbeddedKafka kafka;

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void eventsOfKserveAreJoinedWithLabelsInJson() throws Exception {
        kafka.createTopics(2, "kserve", "truth");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < ROWS; i++) {
                String time = START.plusSeconds(i).toString();
                Map<String, String> attributes = Map.of(
                        "ce_specversion", "1.0",
                        "ce_id", "r" + i,
                        "ce_source", "http://localhost:9081/",
                        "ce_time", time,
                        "ce_inferenceservicename", "flowers");
                send(producer, "kserve", START.plusSeconds(i), attributes, "request", "{\"inputs\": []}");
                send(
                        producer,
                        "kserve",
                        START.plusSeconds(i),
                        attributes,
                        "response",
                        "{\"model_name\": \"iris\", \"model_version\": \"3\", \"outputs\": [{\"name\": \"p\","
                                + " \"datatype\": \"FP32\", \"shape\": [1, 2], \"data\": [0.25, 0.75]}]}");
                var unused = producer.send(record(
                        "truth",
                        START.plusSeconds(i + 60),
                        "{\"prediction_id\": \"r" + i + "\", \"label_time\": \"" + START.plusSeconds(i + 60)
                                + "\", \"label\": " + i % 2 + "}"));
            }
            send(producer, "kserve", START, Map.of("ce_specversion", "1.0", "ce_id", "x"), "response", "no JSON");
        }

        assertThat(run(
                        plan("flowers", "{task: multiclass, num_classes: 2, input: probability}"),
                        "kserve",
                        "truth",
                        "--predictions-format",
                        "cloudevents",
                        "--labels-format",
                        "json"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("evalstream: checkpoints are kept in the memory of the job manager");

        MetricReport report = finalReport("kserve");
        assertThat(report.getModelId()).isEqualTo("flowers");
        assertThat(report.getModelVersion()).isEqualTo("3");
        assertThat(report.getCounts().getLabelled()).isEqualTo(ROWS);
        assertThat(((Scalar) report.getValues().get(0).getValue()).getValue()).isEqualTo(0.5);
        assertThat(deadLetters("kserve")).singleElement().satisfies(letter -> {
            assertThat(letter.getReason()).isEqualTo("UNDECODABLE");
            assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap("no JSON".getBytes(UTF_8)));
        });
    }

    @Test
    void oneTopicOfSeldonIsBothPredictionsAndLabels() throws Exception {
        kafka.createTopics(1, "seldon");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (int i = 0; i < ROWS; i += 2) {
                seldon(producer, i, "inference.request", "{\"data\": {\"ndarray\": [[1], [2]]}}");
                seldon(producer, i, "inference.response", "{\"data\": {\"ndarray\": [[0.25], [0.75]]}, \"meta\": {}}");
                seldon(producer, i, "feedback", "{\"truth\": {\"data\": {\"ndarray\": [[1], [1]]}}}");
            }
            seldon(producer, ROWS, "feedback", "{\"reward\": 1}");
        }

        assertThat(run(
                        plan("classifier", "{task: binary, input: probability}"),
                        "seldon",
                        "seldon",
                        "--predictions-format",
                        "seldon",
                        "--labels-format",
                        "seldon"))
                .as(err.toString())
                .isZero();

        MetricReport report = finalReport("seldon");
        assertThat(report.getCounts().getPredictions()).isEqualTo(ROWS);
        assertThat(report.getCounts().getLabelled()).isEqualTo(ROWS);
        assertThat(((Scalar) report.getValues().get(0).getValue()).getValue()).isEqualTo(0.5);
        assertThat(deadLetters("seldon"))
                .singleElement()
                .satisfies(letter -> assertThat(letter.getMessage()).contains("the feedback has no truth"));
    }

    @Test
    void optionsThatDoNotFitAreTheCallersMistake() throws Exception {
        Path plan = plan("m", "{task: binary, input: probability}");
        assertThat(run(plan, "p", "l", "--predictions-format", "sagemaker")).isEqualTo(2);
        assertThat(err.toString()).contains("give --log-model NAME");
        assertThat(run(plan, "p", "l", "--log-model", "m")).isEqualTo(2);
        assertThat(err.toString()).contains("the options that begin with --log are for logs of serving platforms");
        assertThat(run(plan, "p", "l", "--predictions-format", "cloudevent")).isEqualTo(2);
        assertThat(err.toString()).contains("unknown format 'cloudevent'").contains("did you mean 'cloudevents'?");
        assertThat(run(plan, "p", "l", "--predictions-format", "seldon", "--log-field", "score=x"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("'score' is no field of a prediction that an output can be");
        assertThat(run(plan, "p", "l", "--predictions-format", "seldon", "--log-model", "{"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("braces that hold no name");
    }

    private Path plan(String model, String arguments) throws Exception {
        return Files.writeString(directory.resolve("plan.yaml"), """
                plan: logs
                models: [%s]
                arguments: %s
                metrics: [{metric: accuracy, args: {average: micro}}]
                windows: [{kind: tumbling, size: 1h}]
                labels: {horizon: 1h}
                """.formatted(model, arguments));
    }

    private int run(Path plan, String predictions, String labels, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "run",
                "--plan",
                plan.toString(),
                "--bootstrap-servers",
                kafka.bootstrapServers(),
                "--predictions-topic",
                predictions,
                "--labels-topic",
                labels,
                "--metrics-topic",
                predictions + ".metrics",
                "--dead-letters-topic",
                predictions + ".dead-letters",
                "--diagnostics-topic",
                predictions + ".diagnostics",
                "--group-id",
                predictions,
                "--output-format",
                "json",
                "--bounded",
                "--delivery",
                "at-least-once",
                "--create-topics",
                "1"));
        arguments.addAll(List.of(more));
        return Evalstream.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(new String[0]));
    }

    private static void seldon(KafkaProducer<byte[], byte[]> producer, int i, String type, String body) {
        ProducerRecord<byte[], byte[]> record = record("seldon", START.plusSeconds(i), body);
        record.headers()
                .add("type", ("io.seldon.serving." + type).getBytes(UTF_8))
                .add("modelid", "classifier".getBytes(UTF_8))
                .add("requestid", ("r" + i).getBytes(UTF_8));
        var unused = producer.send(record);
    }

    private static void send(
            KafkaProducer<byte[], byte[]> producer,
            String topic,
            Instant time,
            Map<String, String> headers,
            String type,
            String body) {
        ProducerRecord<byte[], byte[]> record = record(topic, time, body);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        record.headers().add("ce_type", ("org.kubeflow.serving.inference." + type).getBytes(UTF_8));
        var unused = producer.send(record);
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Instant time, String body) {
        return new ProducerRecord<>(topic, null, time.toEpochMilli(), null, body.getBytes(UTF_8));
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static MetricReport finalReport(String name) {
        Codec<MetricReport> codec = new JsonCodec<>(MetricReport.class);
        List<MetricReport> found = new ArrayList<>();
        try (TopicSubscription<MetricReport> subscription = new TopicSubscription<>(
                kafka.bootstrapServers(),
                name + ".metrics",
                codec,
                TopicSubscription.Start.BEGINNING,
                complaint -> {
                    throw new AssertionError(complaint);
                },
                Map.of())) {
            while (!subscription.caughtUp() || found.isEmpty()) {
                subscription.poll(Duration.ofMillis(200)).stream()
                        .filter(MetricReport::getFinal$)
                        .forEach(found::add);
            }
        }
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private static List<DeadLetter> deadLetters(String name) throws Exception {
        List<DeadLetter> letters = new ArrayList<>();
        JsonCodec<DeadLetter> codec = new JsonCodec<>(DeadLetter.class);
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(name + ".dead-letters", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (var record : consumer.poll(Duration.ofMillis(200))) {
                    letters.add(codec.decode(record.value()));
                }
            }
        }
        return letters;
    }
}
