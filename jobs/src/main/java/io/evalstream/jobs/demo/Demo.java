package io.evalstream.jobs.demo;

import io.evalstream.jobs.embedded.EmbeddedFlink;
import io.evalstream.jobs.embedded.EmbeddedKafka;
import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.jobs.publish.Destination;
import io.evalstream.jobs.publish.Order;
import io.evalstream.jobs.publish.Publisher;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.jobs.watch.LastReports;
import io.evalstream.jobs.watch.ReportOutput;
import io.evalstream.jobs.watch.TopicSubscription;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.Format;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/**
 * Broker, cluster, job and publisher in one process. The job is the one that runs anywhere else; only where it runs, and
 * how fast its input comes, is the demo's.
 */
public final class Demo implements AutoCloseable {

    private static final int SLOTS = 2;
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DemoStream stream;
    private final PlanSpec plan;
    private final EmbeddedKafka kafka;
    private final EmbeddedFlink flink;
    private final KafkaOptions options;
    private final JobClient job;

    private Demo(
            DemoStream stream,
            PlanSpec plan,
            EmbeddedKafka kafka,
            EmbeddedFlink flink,
            KafkaOptions options,
            JobClient job) {
        this.stream = stream;
        this.plan = plan;
        this.kafka = kafka;
        this.flink = flink;
        this.options = options;
        this.job = job;
    }

    /**
     * Starts the broker, the cluster and the job.
     *
     * @param device what folds observations
     */
    public static Demo start(DeviceChoice device) throws Exception {
        DemoStream stream = new DemoStream();
        PlanSpec plan = stream.plan();
        EmbeddedKafka kafka = EmbeddedKafka.start();
        EmbeddedFlink flink = EmbeddedFlink.start(SLOTS);
        KafkaOptions options = options(kafka.bootstrapServers());
        MissingTopics.create(options, SLOTS);
        StreamExecutionEnvironment environment =
                flink.environment(new Configuration().set(CheckpointingOptions.CHECKPOINTING_INTERVAL, SOON));
        environment.setParallelism(SLOTS);
        new KafkaEnds(List.of(plan), options, ServingLogs.NONE, device).build(environment);
        return new Demo(stream, plan, kafka, flink, options, environment.executeAsync("evalstream demo"));
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    public URI webUi() {
        return flink.restUrl();
    }

    public String metricsTopic() {
        return options.topics().metrics();
    }

    /** What is computed. */
    public PlanSpec plan() {
        return plan;
    }

    /** Publishes the stream, so many times faster than it happened; the future ends with it. */
    public CompletableFuture<Publisher.Result> publish(double speedUp) {
        Destination destination = new Destination(
                kafka.bootstrapServers(),
                options.topics().predictions(),
                options.topics().labels(),
                SLOTS,
                options.predictionFormat(),
                null,
                Map.of());
        Publisher publisher = new Publisher(destination, new Order.EventTime(speedUp), new Publisher.Listener() {});
        return CompletableFuture.supplyAsync(() -> {
            try {
                return publisher.publish(stream.predictions(), stream.labels());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("publishing was interrupted", e);
            }
        });
    }

    /** Shows reports as they come, until a future ends. */
    public void show(ReportOutput output, CompletableFuture<?> until) {
        try (TopicSubscription<MetricReport> subscription = subscribe()) {
            while (!until.isDone()) {
                output.show(subscription.poll(POLL));
                failed();
            }
        }
    }

    /** Ends the job as a bounded input would: what was published is taken in, and every window is reported as final. */
    public void drain() throws IOException, InterruptedException, ExecutionException {
        while (!allIsRead()) {
            failed();
            Thread.sleep(POLL.toMillis());
        }
        Path savepoints = Files.createTempDirectory("evalstream-demo-savepoint");
        job.stopWithSavepoint(true, savepoints.toUri().toString(), SavepointFormatType.CANONICAL)
                .get();
        // Reports are committed after the savepoint, before the job ends.
        job.getJobExecutionResult().get();
        deleteAll(savepoints);
    }

    /**
     * The final report of each window of a job that was drained, as a reader finds them in the topic.
     *
     * @throws IllegalStateException where some window is not final in the end
     */
    public List<MetricReport> finalReports() {
        LastReports last = new LastReports();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (TopicSubscription<MetricReport> subscription = subscribe()) {
            // The broker shows a transaction's records a moment after it was committed.
            while (!isComplete(last, subscription)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the job has ended, and after " + PATIENCE
                            + " some windows are still not final: " + last.byKey());
                }
                subscription.poll(POLL).forEach(last::add);
            }
        }
        return last.byKey();
    }

    private static boolean isComplete(LastReports last, TopicSubscription<MetricReport> subscription) {
        return last.size() > 0
                && subscription.caughtUp()
                && last.byKey().stream().allMatch(MetricReport::getFinal$);
    }

    @Override
    public void close() throws Exception {
        flink.close();
        kafka.close();
        stream.close();
    }

    private TopicSubscription<MetricReport> subscribe() {
        Consumer<String> complaints = complaint -> {
            throw new IllegalStateException(complaint);
        };
        return new TopicSubscription<>(
                kafka.bootstrapServers(),
                options.topics().metrics(),
                new JsonCodec<>(MetricReport.class),
                TopicSubscription.Start.BEGINNING,
                complaints,
                Map.of());
    }

    /** Whether the job has taken in all that was published, as its consumer group says after each checkpoint. */
    private boolean allIsRead() throws InterruptedException, ExecutionException {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(properties)) {
            Map<TopicPartition, Long> read = new HashMap<>();
            admin.listConsumerGroupOffsets(options.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> read.put(partition, offset == null ? 0 : offset.offset()));
            for (String topic :
                    List.of(options.topics().predictions(), options.topics().labels())) {
                for (int partition = 0; partition < SLOTS; partition++) {
                    TopicPartition at = new TopicPartition(topic, partition);
                    long end = admin.listOffsets(Map.of(at, OffsetSpec.latest()))
                            .partitionResult(at)
                            .get()
                            .offset();
                    if (read.getOrDefault(at, 0L) < end) {
                        return false;
                    }
                }
            }
            return true;
        }
    }

    /** Passes on why the job has ended, if it has. */
    private void failed() {
        CompletableFuture<?> result = job.getJobExecutionResult();
        if (result.isCompletedExceptionally()) {
            result.join();
        }
    }

    private static KafkaOptions options(String bootstrapServers) {
        KafkaOptions usual = KafkaOptions.of(bootstrapServers);
        return new KafkaOptions(
                bootstrapServers,
                usual.topics(),
                Format.AVRO,
                Format.AVRO,
                // Readable with any client; predictions and labels are as compact as in production.
                Format.JSON,
                null,
                "evalstream-demo",
                KafkaOptions.Start.EARLIEST,
                false,
                usual.delivery(),
                "evalstream-demo",
                // Time flies here, so an idle partition must not hold it back for long.
                SOON.multipliedBy(10),
                usual.drift(),
                Map.of());
    }

    private static void deleteAll(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
