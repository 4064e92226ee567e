package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.publish.PlanPublisher;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are published while a job runs: new ones, changed ones, bad ones. */
@Timeout(180)
class LivePlansTest {

    private static final Instant TEN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String PLAN = """
            plan: %s
            version: %d
            %s
            models: [%s]
            arguments: {task: multiclass, num_classes: 2}
            metrics: [%s]
            windows: [{kind: tumbling, size: 10m, name: ten}]
            labels: {horizon: 0s}
            event_time: {max_out_of_orderness: 0s}
            """;

    private static Station station;

    @TempDir
    Path directory;

    private KafkaOptions options;
    private KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void open() {
        station = Station.open(4, new Configuration());
    }

    @AfterAll
    static void close() {
        station.close();
    }

    @Test
    void aNewPlanNeedsNoNewJob() throws Exception {
        options = Station.live(station.options("live", "live"));
        Path first = plan("first", 1, "", "a", "accuracy");
        JobClient job = station.start(List.of(PlanFile.read(first)), options, 2, new Configuration());
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(
                Map.of("bootstrap.servers", station.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer = open;
            PlanPublisher publisher = new PlanPublisher(
                    station.bootstrapServers(), options.topics().plans(), Map.of());
            minutes("a", 0, 30);
            await(() -> words(report -> true), said -> said.contains("first v1 a 10:10 10 rows [accuracy]"));

            publisher.begin(plan("second", 1, "", "b", "f1_score"));
            publisher.begin(plan("first", 2, "effective_from: 2026-03-01T10:45:00Z", "a", "f1_score, accuracy"));
            publish("first", "plan: [");
            publish("first", Files.readString(plan("first", 2, "", "a", "accuracy")));
            publish(
                    "first",
                    Files.readString(plan("first", 3, "effective_from: 2026-03-01T10:05:00Z", "a", "accuracy")));
            publish("third", Files.readString(plan("third", 1, "", "a", "accuracy")));
            publish(
                    "fourth",
                    Files.readString(plan("fourth", 1, "", "d", "accuracy")).replace("accuracy", "accurac"));
            // What is committed comes after all that the job was told before.
            await(this::letters, letters -> letters.size() == 5);
            assertThat(letters()).allMatch(letter -> letter.startsWith("INVALID_PLAN "));
            assertThat(String.join("\n", letters()))
                    .contains("plan 'first': version 2 came, and version 2 is known; raise `version`")
                    .contains("plan 'first': effective_from is 2026-03-01T10:05:00Z, and version 2 counts from"
                            + " 2026-03-01T10:45:00Z; give a later time")
                    .contains("plan 'third': model 'a' belongs to plan 'first'")
                    .contains("found 'accurac'");

            minutes("a", 30, 50);
            minutes("b", 30, 50);
            await(() -> words(report -> true), said -> said.contains("second v1 b 10:30 10 rows [f1_score]"));
            String savepoint = job.stopWithSavepoint(
                            false, directory.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
                    .get();
            job = station.start(
                    List.of(PlanFile.read(first)),
                    options,
                    1,
                    new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint));
            minutes("a", 50, 80);
            minutes("b", 50, 80);
            await(
                    () -> words(MetricReport::getFinal$),
                    said -> said.contains("second v1 b 11:00 10 rows [f1_score]")
                            && said.contains("first v2 a 11:00 10 rows [f1_score, accuracy]"));
            assertThat(words(MetricReport::getFinal$))
                    .filteredOn(said -> !said.contains(" 11:1"))
                    .containsExactly(
                            "first v1 a 10:00 10 rows [accuracy]",
                            "first v1 a 10:10 10 rows [accuracy]",
                            "first v1 a 10:20 10 rows [accuracy]",
                            "first v1 a 10:30 10 rows [accuracy]",
                            "first v1 a 10:40 5 rows [accuracy]",
                            "first v2 a 10:40 5 rows [f1_score, accuracy]",
                            "first v2 a 10:50 10 rows [f1_score, accuracy]",
                            "first v2 a 11:00 10 rows [f1_score, accuracy]",
                            "second v1 b 10:30 10 rows [f1_score]",
                            "second v1 b 10:40 10 rows [f1_score]",
                            "second v1 b 10:50 10 rows [f1_score]",
                            "second v1 b 11:00 10 rows [f1_score]");
            assertThat(letters()).hasSize(5);
        } finally {
            if (job.getJobStatus().get() == JobStatus.RUNNING) {
                job.cancel().get();
            }
        }
    }

    /** A job that is started without plans of its own begins with those of the topic. */
    @Test
    void plansThatWerePublishedBeforeTheStartCountFromTheFirstRow() throws Exception {
        options = Station.live(station.options("before", "before"));
        station.createTopics(options);
        try (KafkaProducer<byte[], byte[]> open = new KafkaProducer<>(
                Map.of("bootstrap.servers", station.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer = open;
            PlanPublisher publisher = new PlanPublisher(
                    station.bootstrapServers(), options.topics().plans(), Map.of());
            publisher.begin(plan("only", 1, "", "a", "accuracy"));
            publisher.begin(plan("only", 2, "", "a", "f1_score"));
            publisher.begin(plan("gone", 1, "", "b", "f1_score"));
            publisher.end("gone");
            minutes("a", 0, 30);
            JobClient job = station.start(List.<PlanSpec>of(), options, 2, new Configuration());
            await(() -> words(MetricReport::getFinal$), said -> said.contains("only v2 a 10:10 10 rows [f1_score]"));
            minutes("b", 30, 33);
            await(this::letters, letters -> letters.size() == 3);
            assertThat(letters()).allMatch(letter -> letter.startsWith("UNKNOWN_MODEL no plan is for model 'b'"));
            job.cancel().get();
        }
    }

    /** A prediction a minute, with its label. The partitions take turns, so that none holds event time back. */
    private void minutes(String model, int from, int to) {
        AvroCodec<Prediction> predictions = new AvroCodec<>(Prediction.class);
        AvroCodec<Label> labels = new AvroCodec<>(Label.class);
        for (int minute = from; minute < to; minute++) {
            Instant time = TEN.plus(Duration.ofMinutes(minute));
            String id = model + minute;
            Prediction prediction = Prediction.newBuilder()
                    .setPredictionId(id)
                    .setModelId(model)
                    .setEventTime(time)
                    .setScores(List.of(0.25, 0.75))
                    .build();
            Label label = Label.newBuilder()
                    .setPredictionId(id)
                    .setLabelTime(time)
                    .setLabel((long) (minute % 2))
                    .build();
            int partition = minute % Station.PARTITIONS;
            send(options.topics().predictions(), partition, id.getBytes(UTF_8), predictions.encode(prediction));
            send(options.topics().labels(), partition, id.getBytes(UTF_8), labels.encode(label));
        }
        producer.flush();
    }

    private void publish(String plan, String yaml) {
        send(options.topics().plans(), 0, plan.getBytes(UTF_8), yaml.getBytes(UTF_8));
        producer.flush();
    }

    private void send(String topic, int partition, byte[] key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(topic, partition, key, value));
    }

    private Path plan(String name, int version, String more, String model, String metrics) throws Exception {
        Path file = directory.resolve(name + version + ".yaml");
        return Files.writeString(file, PLAN.formatted(name, version, more, model, metrics));
    }

    /** Reports such as {@code first v1 a 10:40 5 rows [accuracy]}, each once. */
    private List<String> words(Predicate<MetricReport> which) throws Exception {
        TreeSet<String> said = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> record :
                station.read(options.topics().metrics())) {
            MetricReport report = ExampleStream.report(new String(record.value(), UTF_8));
            if (which.test(report)) {
                said.add(report.getPlan() + " v" + report.getPlanVersion() + " " + report.getModelId() + " "
                        + report.getWindow().getStart().toString().substring(11, 16) + " "
                        + report.getCounts().getLabelled() + " rows "
                        + report.getValues().stream().map(MetricValue::getName).toList());
            }
        }
        return List.copyOf(said);
    }

    private List<String> letters() throws Exception {
        JsonCodec<DeadLetter> codec = new JsonCodec<>(DeadLetter.class);
        List<String> letters = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                station.read(options.topics().deadLetters())) {
            DeadLetter letter = codec.decode(record.value());
            letters.add(letter.getReason() + " " + letter.getMessage());
        }
        return letters;
    }

    /** Something that is looked at until it is as it should be, or the test's time is over. */
    private interface Look {
        List<String> now() throws Exception;
    }

    private static void await(Look look, Predicate<List<String>> wanted) throws Exception {
        while (!wanted.test(look.now())) {
            Thread.sleep(200);
        }
    }
}
