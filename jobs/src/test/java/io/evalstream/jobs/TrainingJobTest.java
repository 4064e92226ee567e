package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.torch.Devices;
import io.evalstream.metrics.torch.TensorScope;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.AvroCodec;
import io.evalstream.schemas.EndOfEpoch;
import io.evalstream.schemas.EvaluationBatch;
import io.evalstream.schemas.Tensors;
import io.evalstream.schemas.TrainingEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training run through Kafka: what is read does not depend on how ranks interleave, nor on a job that dies. */
@Timeout(180)
class TrainingJobTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RANKS = 3;
    private static final int EPOCHS = 4;
    private static final int STEPS = 5;
    private static final int ROWS = 300;

    /** The same plan watches production, of which nothing comes here. */
    private static final PlanSpec PLAN = PlanFile.read("""
            plan: net
            models: [net]
            arguments: {task: multiclass, num_classes: 5, input: probability}
            metrics: [{metric: f1_score, args: {average: macro}}, {metric: auroc, args: {thresholds: 50}}]
            windows: [{kind: tumbling, size: 10m}, {kind: step}, {kind: epoch}]
            signals: [{monitor: f1_score, patience: 2}]
            """, "plan.yaml");

    @ParameterizedTest
    @ValueSource(strings = {"arrays", "torch:cpu"})
    void aJobThatDiesAndRanksThatRepeatThemselvesChangeNoByte(String device) throws Exception {
        assumeThereIs(device);
        Configuration restarts = new Configuration()
                .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10)
                .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
        try (Station station = Station.open(4, restarts)) {
            KafkaOptions calm = station.options("calm", "calm");
            station.createTopics(calm);
            publish(station, calm, inTurns(byRank()));
            station.run(List.of(PLAN), calm, 2);
            SortedMap<String, List<String>> expected = station.finals(calm);
            expected.values()
                    .forEach(reports -> reports.replaceAll(
                            report -> report.replace("\"device\":\"arrays\"", "\"device\":\"" + device + "\"")));
            assertThat(expected).hasSize(EPOCHS * (STEPS + 1));
            assertThat(expected.values()).allSatisfy(reports -> {
                assertThat(reports).hasSize(1);
                assertThat(reports.get(0)).contains("\"missing\":[]", "\"device\":\"" + device + "\"");
            });

            KafkaOptions rough = Station.unbounded(station.options("rough", "rough"), DeliveryGuarantee.EXACTLY_ONCE);
            JobClient job = station.start(List.of(PLAN), rough, 2, new Configuration(), new DeviceChoice(device));
            List<TrainingEvent> events = shuffled(byRank());
            int half = events.size() / 2;
            publish(station, rough, events.subList(0, half));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> !station.finals(rough).isEmpty());
            assertThat(TensorScope.open() > 0).as("tables of tensors").isEqualTo(!device.equals("arrays"));
            kill(station, job);
            publish(station, rough, events.subList(half, events.size()));
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> station.finals(rough).size() >= expected.size());
            assertThat(station.finals(rough)).isEqualTo(expected);
            assertThat(alerts(station, rough)).isEqualTo(alerts(station, calm)).isNotEmpty();
            assertThat(station.read(rough.topics().deadLetters())).isEmpty();
            station.cancelAll();
        }
    }

    private static void assumeThereIs(String device) {
        try {
            Devices.open(device);
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
    }

    private static List<String> alerts(Station station, KafkaOptions options) {
        return station.read(options.topics().alerts()).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
    }

    private static void kill(Station station, JobClient job) throws Exception {
        MiniCluster cluster = station.flink().cluster();
        cluster.terminateTaskManager(0).get();
        cluster.startTaskManager();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(100)).until(() -> {
            for (AccessExecutionVertex vertex :
                    cluster.getExecutionGraph(job.getJobID()).get().getAllExecutionVertices()) {
                if (vertex.getCurrentExecutionAttempt().getAttemptNumber() == 0) {
                    return false;
                }
            }
            return cluster.getJobStatus(job.getJobID()).get() == JobStatus.RUNNING;
        });
    }

    private static void publish(Station station, KafkaOptions options, List<TrainingEvent> events) {
        AvroCodec<TrainingEvent> codec = new AvroCodec<>(TrainingEvent.class);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", station.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (TrainingEvent event : events) {
                var unused = producer.send(new ProducerRecord<>(
                        options.topics().training(), event.getRunId().getBytes(UTF_8), codec.encode(event)));
            }
        }
    }

    private static List<List<TrainingEvent>> byRank() {
        List<List<TrainingEvent>> byRank = new ArrayList<>();
        for (int rank = 0; rank < RANKS; rank++) {
            Random draw = new Random(rank);
            List<TrainingEvent> events = new ArrayList<>();
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (int step = 0; step < STEPS; step++) {
                    events.add(event(epoch, rank, step, batch(draw, step)));
                }
                events.add(event(epoch, rank, STEPS, new EndOfEpoch((long) STEPS, (long) STEPS * ROWS)));
            }
            byRank.add(events);
        }
        return byRank;
    }

    private static TrainingEvent event(int epoch, int rank, int step, Object body) {
        return TrainingEvent.newBuilder()
                .setRunId("r1")
                .setModelId("net")
                .setStage("validate")
                .setEpoch(epoch)
                .setRank(rank)
                .setWorldSize(RANKS)
                .setEventTime(Instant.ofEpochSecond(1_700_000_000L + 100L * epoch + 10L * step + rank))
                .setBody(body)
                .build();
    }

    private static EvaluationBatch batch(Random draw, int step) {
        float[] preds = new float[ROWS * 5];
        long[] target = new long[ROWS];
        for (int row = 0; row < ROWS; row++) {
            target[row] = draw.nextInt(5);
            for (int i = 0; i < 5; i++) {
                preds[row * 5 + i] = draw.nextFloat() / 2 + (i == target[row] ? 0.2f : 0);
            }
        }
        return new EvaluationBatch(
                (long) step, List.of(Tensors.of("preds", preds, ROWS, 5), Tensors.of("target", target, ROWS)));
    }

    private static List<TrainingEvent> inTurns(List<List<TrainingEvent>> byRank) {
        List<TrainingEvent> events = new ArrayList<>();
        for (int i = 0; i < byRank.get(0).size(); i++) {
            for (List<TrainingEvent> rank : byRank) {
                events.add(rank.get(i));
            }
        }
        return events;
    }

    private static List<TrainingEvent> shuffled(List<List<TrainingEvent>> byRank) {
        Random draw = new Random(3);
        List<List<TrainingEvent>> left = new ArrayList<>();
        byRank.forEach(rank -> left.add(new ArrayList<>(rank)));
        List<TrainingEvent> events = new ArrayList<>();
        while (left.stream().anyMatch(rank -> !rank.isEmpty())) {
            List<TrainingEvent> rank = left.get(draw.nextInt(RANKS));
            if (!rank.isEmpty()) {
                events.add(rank.remove(0));
                if (draw.nextInt(5) == 0) {
                    events.add(events.get(draw.nextInt(events.size())));
                }
            }
        }
        return events;
    }
}
