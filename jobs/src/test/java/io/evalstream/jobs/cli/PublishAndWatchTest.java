package io.evalstream.jobs.cli;

import static io.evalstream.jobs.watch.Reports.scalar;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.PATH;

import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.watch.Reports;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.ReportKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
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
import picocli.CommandLine;

class PublishAndWatchTest {
    private static EmbeddedKafka kafka;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        kafka = EmbeddedKafka.start(0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void filesArePublishedInTheOrderOfEventTime() throws Exception {
        Path predictions = write(
                "predictions.csv",
                "prediction_id,event_time_ms,model_id,score\np1,1000,m,0.1\np2,5000,m,0.2\np3,4000,m,0.3\n");
        Path labels = write("labels.csv", "prediction_id,label_time_ms,label\np1,900,1\np2,4500,0\np3,9000,1\n");

        Run run = publish(
                "--predictions",
                predictions,
                "--labels",
                labels,
                "--predictions-topic",
                "a.p",
                "--labels-topic",
                "a.l",
                "--partitions",
                "1");

        assertThat(run.code).isZero();
        assertThat(run.err).contains("published 3 predictions to 'a.p' and 3 labels to 'a.l'");
        List<ConsumerRecord<byte[], byte[]>> sent = read("a.p", 3);
        Codec<Prediction> codec = Codecs.of(Format.AVRO, Prediction.class, "a.p", null);
        assertThat(sent)
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly("p1", "p2", "p3");
        assertThat(codec.decode(sent.get(2).value()).getScores()).containsExactly(0.3);
        assertThat(read("a.l", 3))
                .extracting(record -> new String(record.key(), StandardCharsets.UTF_8))
                .containsExactly("p1", "p2", "p3");
    }

    @Test
    void aShuffledOrderDependsOnTheSeedAlone() throws Exception {
        StringBuilder rows = new StringBuilder("prediction_id,label_time_ms,label\n");
        for (int i = 0; i < 100; i++) {
            rows.append(i).append(',').append(i).append(",1\n");
        }
        Path labels = write("labels.csv", rows.toString());
        for (String topic : List.of("s1", "s2")) {
            assertThat(publish("--labels", labels, "--labels-topic", topic, "--partitions", 1, "--shuffle", 7).code)
                    .isZero();
        }
        assertThat(publish("--labels", labels, "--labels-topic", "s3", "--partitions", 1, "--shuffle", 8).code)
                .isZero();

        List<String> first = keys("s1", 100);
        assertThat(keys("s2", 100)).isEqualTo(first);
        assertThat(keys("s3", 100)).isNotEqualTo(first).containsExactlyInAnyOrderElementsOf(first);
    }

    @Test
    void atTheEventsOwnPaceTimeIsKept() throws Exception {
        Path labels = write("labels.jsonl", """
                {"prediction_id":"p1","label_time":0,"label":1}
                {"prediction_id":"p2","label_time":120000,"label":1}
                """);
        long start = System.nanoTime();

        Run run = publish("--labels", labels, "--labels-topic", "paced", "--speed-up", 100, "--format", "json");

        assertThat(run.code).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1200));
        assertThat(new JsonCodec<>(Label.class)
                        .decode(read("paced", 2).get(1).value())
                        .getPredictionId())
                .isIn("p1", "p2");
    }

    @Test
    void rowsThatCannotBeReadAreToldAndLeftOut() throws Exception {
        Path labels = write("labels.csv", "prediction_id,label_time_ms,label\np1,later,1\np2,2,1\n");

        Run run = publish("--labels", labels, "--labels-topic", "some");

        assertThat(run.code).isEqualTo(1);
        assertThat(run.err).contains("labels.csv, line 2: Label.label_time is the text 'later'", "1 rows could not");
        assertThat(keys("some", 1)).containsExactly("p2");
    }

    @Test
    void whatCannotBeDoneIsSaidBeforeAnythingIsSent() throws Exception {
        assertThat(publish()).satisfies(run -> {
            assertThat(run.code).isEqualTo(2);
            assertThat(run.err).contains("nothing to publish");
        });
        assertThat(publish("--labels", "nowhere.csv").err).contains("there is no file nowhere.csv");
        assertThat(publish("--labels", "x.csv", "--format", "xml").err).contains("unknown format 'xml'");
        assertThat(publish("--labels", "x.csv", "--format", "registry").err).contains("--schema-registry URL");
        assertThat(publish("--labels", "x.csv", "--shuffle", 1, "--speed-up", 1).code)
                .isEqualTo(2);
        assertThat(watch("x", "--until-idle", "soon").err).contains("'soon' is no duration");
        assertThat(watch("x", "--output", "xml").err).contains("use table, json or csv");
        assertThat(watch("nowhere", "--last")).satisfies(run -> {
            assertThat(run.code).isEqualTo(1);
            assertThat(run.err).contains("there was no report in topic 'nowhere'");
        });
    }

    @Test
    void reportsAreWatchedAsJsonCsvAndTable() throws Exception {
        List<MetricReport> reports = List.of(
                Reports.of("b", "v1", 0, 0, scalar("accuracy", 0.5)),
                Reports.of("b", "v1", 0, 3, scalar("accuracy", 0.75)),
                Reports.of("a", "v1", 1, 1, scalar("accuracy", 0.25)));
        send("metrics", reports);

        Run all = watch("metrics", "--until-idle", "1s", "--output", "json", "--model", "b");
        assertThat(all.code).isZero();
        assertThat(all.out).isEqualTo(json(reports.get(0)) + json(reports.get(1)));

        assertThat(watch("metrics", "--last", "--output", "json").out)
                .isEqualTo(json(reports.get(2)) + json(reports.get(1)));
        assertThat(watch("metrics", "--last", "--output", "json", "--final-only").out)
                .isEqualTo(json(reports.get(1)));
        assertThat(watch("metrics", "--last", "--output", "csv", "--window", "10m")
                        .out
                        .lines())
                .hasSize(3);
        assertThat(watch("metrics", "--last", "--plan", "digits").out).contains("accuracy", "0.7500", "3 final");
        assertThat(watch("metrics", "--last", "--plan", "another").code).isEqualTo(1);
        assertThat(watch("metrics", "--timeout", "1s").out).contains("accuracy=0.5000", "accuracy=0.2500");
        assertThat(watch("metrics", "--timeout", "1s", "--latest").out).isEmpty();

        Path curves = directory.resolve("curves");
        assertThat(watch("metrics", "--last", "--tensorboard", curves).out).contains("accuracy");
        try (Stream<Path> files = Files.list(curves.resolve("digits/production"))) {
            assertThat(files).singleElement(PATH).asString().contains("tfevents");
        }
    }

    @Test
    void aRecordThatIsNoReportIsToldAndLeftOut() throws Exception {
        kafka.createTopics(1, "spoilt");
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>("spoilt", new byte[] {1, 2, 3})).get();
        }
        MetricReport report = Reports.of("a", "v1", 1, 1, scalar("accuracy", 0.25));
        send("spoilt", List.of(report));

        Run run = watch("spoilt", "--last", "--output", "json");

        assertThat(run.out).isEqualTo(json(report));
        assertThat(run.err).contains("topic 'spoilt', partition 0, offset 0 holds no report");
    }

    @Test
    void alertsAreWatchedAsTheyComeOrAsTheStateOfEachRule() throws Exception {
        List<Alert> alerts = List.of(
                alert("low", AlertState.FIRING, "accuracy is 0.5, below 0.9"),
                alert("far", AlertState.INSUFFICIENT_DATA, "auroc is not known"),
                alert("low", AlertState.OK, "accuracy is 0.95, not below 0.9"));
        kafka.createTopics(1, "pages");
        Codec<Alert> codec = Codecs.of(Format.AVRO, Alert.class, "pages", null);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (Alert alert : alerts) {
                producer.send(new ProducerRecord<>("pages", codec.encode(alert)))
                        .get();
            }
        }

        Run all = watch("none", "--alerts", "--alerts-topic", "pages", "--until-idle", "1s");
        assertThat(all.out.lines())
                .containsExactly(
                        "1970-01-01T00:00:00Z  FIRING  page  digits  low  m: accuracy is 0.5, below 0.9",
                        "1970-01-01T00:00:00Z  INSUFFICIENT_DATA  page  digits  far  m: auroc is not known",
                        "1970-01-01T00:00:00Z  OK  page  digits  low  m: accuracy is 0.95, not below 0.9");
        JsonCodec<Alert> json = new JsonCodec<>(Alert.class);
        assertThat(watch("none", "--alerts", "--alerts-topic", "pages", "--last", "--output", "json").out)
                .isEqualTo(new String(json.encode(alerts.get(1)), StandardCharsets.UTF_8) + "\n"
                        + new String(json.encode(alerts.get(2)), StandardCharsets.UTF_8) + "\n");
        assertThat(watch("none", "--alerts", "--alerts-topic", "pages", "--last", "--model", "n"))
                .satisfies(run -> {
                    assertThat(run.code).isEqualTo(1);
                    assertThat(run.err).contains("there was no alert in topic 'pages'");
                });
        assertThat(watch("none", "--alerts", "--output", "csv").err)
                .contains("--alerts goes with --output table or json");
    }

    private static Alert alert(String rule, AlertState state, String message) {
        return Alert.newBuilder()
                .setKind("threshold")
                .setPlan("digits")
                .setModelId("m")
                .setRule(rule)
                .setState(state)
                .setSeverity("page")
                .setMessage(message)
                .setTick(Instant.EPOCH)
                .build();
    }

    private record Run(int code, String out, String err) {}

    private static Run publish(Object... arguments) {
        return run(new PublishCommand(), arguments);
    }

    private static Run watch(String topic, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--metrics-topic", topic));
        return run(new WatchCommand(), all.toArray());
    }

    private static Run run(Object command, Object... arguments) {
        List<String> all = new ArrayList<>(List.of("--bootstrap-servers", kafka.bootstrapServers()));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(new String[0]));
        return new Run(code, out.toString(), err.toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static String json(MetricReport report) {
        return new String(new JsonCodec<>(MetricReport.class).encode(report), StandardCharsets.UTF_8) + "\n";
    }

    private static void send(String topic, List<MetricReport> reports) throws Exception {
        kafka.createTopics(1, topic);
        Codec<MetricReport> codec = Codecs.of(Format.AVRO, MetricReport.class, topic, null);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            for (MetricReport report : reports) {
                byte[] key = ReportKey.of(report).toString().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(topic, key, codec.encode(report)))
                        .get();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static List<String> keys(String topic, int expected) {
        return read(topic, expected).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int expected) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (records.size() < expected && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        assertThat(records).hasSize(expected);
        return records;
    }
}
