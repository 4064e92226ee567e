package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.MetricSpec;
import io.evalstream.metrics.plan.WindowSpec;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Scalar;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bad input neither fails the job nor vanishes, and what is good beside it counts. */
@Timeout(180)
class DeadLettersTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final int GOOD = 40;

    private static Station station;

    @BeforeAll
    static void open() {
        station = Station.open(2, new Configuration());
    }

    @AfterAll
    static void close() {
        station.close();
    }

    @Test
    void eachLandsWithItsReasonItsPlaceAndItsBytes() throws Exception {
        KafkaOptions options = station.options("bad", "bad");
        station.createTopics(options);
        AvroCodec<Prediction> predictions = new AvroCodec<>(Prediction.class);
        AvroCodec<Label> labels = new AvroCodec<>(Label.class);
        try (Input input = new Input(options)) {
            for (int i = 0; i < GOOD; i++) {
                input.good(i, predictions.encode(prediction("p" + i).build()), labels.encode(label("p" + i, i % 2L)));
            }
            input.badPrediction("UNDECODABLE", new byte[] {7, 7, 7});
            input.badPrediction("UNDECODABLE", "not Avro at all, but a sentence of some length".getBytes(UTF_8));
            input.badPrediction("UNDECODABLE", null);
            input.badPrediction(
                    "MISSING_FIELD",
                    predictions.encode(prediction("no scores").setScores(null).build()));
            input.badPrediction(
                    "MISSING_FIELD", predictions.encode(prediction("").build()));
            input.badPrediction(
                    "NOT_A_NUMBER",
                    predictions.encode(prediction("NaN")
                            .setScores(List.of(0.5, Double.NaN, 0.5))
                            .build()));
            input.badPrediction(
                    "WRONG_WIDTH",
                    predictions.encode(
                            prediction("narrow").setScores(List.of(0.5, 0.5)).build()));
            input.badPrediction(
                    "WRONG_WIDTH",
                    predictions.encode(prediction("wide")
                            .setScores(List.of(0.25, 0.25, 0.25, 0.25))
                            .build()));
            input.badPrediction(
                    "UNKNOWN_MODEL",
                    predictions.encode(
                            prediction("stranger").setModelId("stranger").build()));
            input.badPrediction(
                    "FUTURE_TIMESTAMP",
                    predictions.encode(prediction("tomorrow")
                            .setEventTime(Instant.now().plus(Duration.ofDays(1)))
                            .build()));
            input.badLabel("UNDECODABLE", new byte[] {7, 7, 7});
            input.badLabel("UNDECODABLE", null);
            input.badLabel("OUT_OF_RANGE", labels.encode(label("p1", 3)));
            input.badLabel("OUT_OF_RANGE", labels.encode(label("p2", -2)));
            input.badLabel("MISSING_FIELD", labels.encode(label("", 1)));
            Label noLabel = label("p3", 1);
            noLabel.setLabel(null);
            input.badLabel("MISSING_FIELD", labels.encode(noLabel));
            Label named = label("p4", 1);
            named.setLabel("cat");
            input.badLabel("UNKNOWN_CLASS", labels.encode(named));
            Label tomorrow = label("p5", 1);
            tomorrow.setLabelTime(Instant.now().plus(Duration.ofDays(1)));
            input.badLabel("FUTURE_TIMESTAMP", labels.encode(tomorrow));
            assertSorted(options, input);
        }
    }

    @Test
    void jsonLacksFieldsInItsOwnWay() throws Exception {
        KafkaOptions avro = station.options("json", "json");
        KafkaOptions options = new KafkaOptions(
                avro.bootstrapServers(),
                avro.topics(),
                Format.JSON,
                Format.JSON,
                avro.outputFormat(),
                null,
                avro.groupId(),
                avro.start(),
                true,
                avro.delivery(),
                avro.transactionalIdPrefix(),
                avro.idleness(),
                avro.drift(),
                Map.of());
        station.createTopics(options);
        JsonCodec<Prediction> predictions = new JsonCodec<>(Prediction.class);
        JsonCodec<Label> labels = new JsonCodec<>(Label.class);
        String complete = new String(predictions.encode(prediction("p").build()), UTF_8);
        try (Input input = new Input(options)) {
            for (int i = 0; i < GOOD; i++) {
                input.good(i, predictions.encode(prediction("p" + i).build()), labels.encode(label("p" + i, i % 2L)));
            }
            input.badPrediction(
                    "UNDECODABLE", complete.substring(0, complete.length() / 2).getBytes(UTF_8));
            input.badPrediction(
                    "MISSING_FIELD",
                    complete.replace("\"model_id\"", "\"modl\"").getBytes(UTF_8));
            input.badPrediction(
                    "NOT_A_NUMBER", complete.replace("[0.25,", "[\"NaN\",").getBytes(UTF_8));
            input.badPrediction(
                    "WRONG_TYPE", complete.replace("[0.25,", "[\"much\",").getBytes(UTF_8));
            input.badLabel("MISSING_FIELD", "{\"prediction_id\":\"p1\",\"label\":1}".getBytes(UTF_8));
            assertSorted(options, input);
        }
    }

    /** Which plan a label is for shows only when it has met its prediction. */
    @Test
    void aLabelThatOnlyAnotherPlanCouldTakeIsTurnedAwayAfterTheJoin() throws Exception {
        KafkaOptions options = station.options("two-plans", "two-plans");
        station.createTopics(options);
        AvroCodec<Prediction> predictions = new AvroCodec<>(Prediction.class);
        AvroCodec<Label> labels = new AvroCodec<>(Label.class);
        RecordMetadata misfit;
        try (Input input = new Input(options)) {
            input.good(1, predictions.encode(prediction("p1").build()), labels.encode(label("p1", 1)));
            byte[] key = "p2".getBytes(UTF_8);
            input.send(
                    options.topics().predictions(),
                    key,
                    predictions.encode(prediction("p2").build()));
            misfit = input.send(options.topics().labels(), key, labels.encode(label("p2", 7)));
        }
        station.run(List.of(plan("careful", "m", 3), plan("wide", "other", 10)), options, 2);
        List<ConsumerRecord<byte[], byte[]>> letters =
                station.read(options.topics().deadLetters());
        assertThat(letters).hasSize(1);
        DeadLetter letter =
                new JsonCodec<>(DeadLetter.class).decode(letters.get(0).value());
        assertThat(letter.getReason()).isEqualTo("OUT_OF_RANGE");
        assertThat(letter.getPlan()).isEqualTo("careful");
        assertThat(letter.getTopic()).isEqualTo(options.topics().labels());
        assertThat(letter.getPartition()).isEqualTo(misfit.partition());
        assertThat(letter.getOffset()).isEqualTo(misfit.offset());
        for (List<String> finals : station.finals(options).values()) {
            MetricReport report = ExampleStream.report(finals.get(finals.size() - 1));
            assertThat(report.getCounts().getPredictions()).isEqualTo(2);
            assertThat(report.getCounts().getLabelled()).isEqualTo(1);
        }
    }

    private static PlanSpec plan(String name, String model, int classes) {
        return PlanSpec.of(
                name,
                List.of(model),
                Map.of("task", "multiclass", "num_classes", classes, "input", "probability"),
                List.of(MetricSpec.of("accuracy", "accuracy", Map.of("average", "micro"))),
                List.of(WindowSpec.tumbling(Duration.ofMinutes(10)), WindowSpec.running(Duration.ofMinutes(10))));
    }

    /** Runs the job over what was sent, and looks at both of its outputs. */
    private static void assertSorted(KafkaOptions options, Input input) throws Exception {
        station.run(List.of(plan("careful", "m", 3)), options, 2);

        Map<String, DeadLetter> letters = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                station.read(options.topics().deadLetters())) {
            DeadLetter letter = new JsonCodec<>(DeadLetter.class).decode(record.value());
            String place = letter.getTopic() + "|" + letter.getPartition() + "|" + letter.getOffset();
            assertThat(new String(record.key(), UTF_8)).isEqualTo(place);
            assertThat(letters.put(place, letter))
                    .as("a second one at " + place)
                    .isNull();
        }
        assertThat(letters.keySet()).containsExactlyInAnyOrderElementsOf(input.bad.keySet());
        input.bad.forEach((place, sent) -> {
            DeadLetter letter = letters.get(place);
            assertThat(letter.getReason()).as(letter.getMessage()).isEqualTo(sent.reason);
            assertThat(letter.getMessage()).isNotBlank();
            assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(sent.key));
            assertThat(letter.getValue()).isEqualTo(sent.value == null ? null : ByteBuffer.wrap(sent.value));
            assertThat(letter.getTimestamp()).isEqualTo(Instant.ofEpochMilli(sent.timestamp));
        });
        List<MetricReport> reports = new ArrayList<>();
        for (List<String> finals : station.finals(options).values()) {
            assertThat(finals).hasSize(1);
            reports.add(ExampleStream.report(finals.get(0)));
        }
        assertThat(reports).hasSize(2).allSatisfy(report -> {
            assertThat(report.getCounts().getPredictions()).isEqualTo(GOOD);
            assertThat(report.getCounts().getLabelled()).isEqualTo(GOOD);
            assertThat(report.getCounts().getCorrections()).isZero();
            assertThat(((Scalar) report.getValues().get(0).getValue()).getValue())
                    .isEqualTo(0.5);
        });
    }

    private static Prediction.Builder prediction(String id) {
        return Prediction.newBuilder()
                .setPredictionId(id)
                .setModelId("m")
                .setModelVersion("v1")
                .setEventTime(START)
                .setScores(List.of(0.25, 0.5, 0.25));
    }

    private static Label label(String id, long label) {
        return Label.newBuilder()
                .setPredictionId(id)
                .setLabelTime(START.plusSeconds(60))
                .setLabel(label)
                .build();
    }

    /** What a record was that should be turned away. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Sent(String reason, byte[] key, byte[] value, long timestamp) {}

    /** Sends records and remembers where the bad ones lie. */
    private static final class Input implements AutoCloseable {

        private final KafkaOptions options;
        private final KafkaProducer<byte[], byte[]> producer;
        private final Map<String, Sent> bad = new TreeMap<>();

        Input(KafkaOptions options) {
            this.options = options;
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", options.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }

        void good(int number, byte[] prediction, byte[] label) throws Exception {
            byte[] key = ("p" + number).getBytes(UTF_8);
            send(options.topics().predictions(), key, prediction);
            send(options.topics().labels(), key, label);
        }

        void badPrediction(String reason, byte[] value) throws Exception {
            bad(options.topics().predictions(), reason, value);
        }

        void badLabel(String reason, byte[] value) throws Exception {
            bad(options.topics().labels(), reason, value);
        }

        private void bad(String topic, String reason, byte[] value) throws Exception {
            byte[] key = ("bad " + bad.size()).getBytes(UTF_8);
            RecordMetadata at = send(topic, key, value);
            byte[] copy = value == null ? null : Arrays.copyOf(value, value.length);
            bad.put(topic + "|" + at.partition() + "|" + at.offset(), new Sent(reason, key, copy, at.timestamp()));
        }

        private RecordMetadata send(String topic, byte[] key, byte[] value) throws Exception {
            return producer.send(new ProducerRecord<>(topic, key, value)).get();
        }

        @Override
        public void close() {
            producer.close();
        }
    }
}
