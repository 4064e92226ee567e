package io.evalstream.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.publish.Order;
import io.evalstream.jobs.publish.Publisher;
import io.evalstream.metrics.batch.DeviceException;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.state.WideSlots;
import io.evalstream.metrics.torch.TensorScope;
import io.evalstream.metrics.torch.TorchEngine;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertState;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.JsonCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.executiongraph.AccessExecutionVertex;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Jobs that are killed or stopped while rows come in. The plan's horizon is short against the stream, so windows become
 * final before, between and after what happens to the job.
 */
@Timeout(180)
class FailureTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Three hours in about ten seconds. */
    private static final Order PACED = new Order.EventTime(1000);

    @TempDir
    private static Path directory;

    private static Station station;
    private static ExampleStream stream;
    private static List<PlanSpec> plans;
    private static SortedMap<String, String> undisturbed;
    private static int taskManagers;

    @BeforeAll
    static void open() throws Exception {
        station = Station.open(
                4,
                new Configuration()
                        .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 10)
                        .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100)));
        taskManagers = 1;
        stream = ExampleStream.of("breast_cancer_binary")
                .with("labels: {horizon: 24h, revise_every: 10m}", """
                        labels: {horizon: 20m, revise_every: 5m}
                        alerts:
                          - {name: volume, metric: prediction_volume, below: 17, clear: 18, windows: [tumbling-10m]}
                          - {name: accuracy, metric: accuracy, below: 0.97, for_windows: 2}
                        """, directory)
                .with("metrics:\n", "metrics:\n  - prediction_volume\n", directory);
        plans = List.of(PlanFile.read(stream.plan()));
        undisturbed = stream.evaluate(directory.resolve("undisturbed.jsonl"), 1);
        assertThat(undisturbed).hasSize(3 * (18 + 1));
    }

    @AfterEach
    void cancel() throws Exception {
        station.cancelAll();
    }

    @AfterAll
    static void close() {
        station.close();
    }

    @Test
    void aTaskManagerThatDiesLosesNothingAndRepeatsNothing() throws Exception {
        KafkaOptions options = Station.unbounded(station.options("killed", "killed"), DeliveryGuarantee.EXACTLY_ONCE);
        JobClient job = station.start(plans, options, 2, new Configuration());
        CompletableFuture<Publisher.Result> publishing = publish("killed");
        for (int finals : List.of(5, 20)) {
            awaitFinals(options, finals);
            killTaskManager(job.getJobID());
        }
        drain(job, options, publishing);
        assertOnce(options);
    }

    @Test
    void aSavepointGoesOnAtAnotherParallelism() throws Exception {
        KafkaOptions options = Station.unbounded(station.options("stopped", "stopped"), DeliveryGuarantee.EXACTLY_ONCE);
        CompletableFuture<Publisher.Result> publishing = null;
        Configuration from = new Configuration();
        JobClient job = null;
        for (int parallelism : List.of(2, 3, 1)) {
            job = station.start(plans, options, parallelism, from);
            publishing = publishing == null ? publish("stopped") : publishing;
            if (parallelism != 1) {
                awaitFinals(options, parallelism == 2 ? 5 : 20);
                String savepoint = job.stopWithSavepoint(false, savepoints(), SavepointFormatType.CANONICAL)
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                from = new Configuration().set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
            }
        }
        drain(job, options, publishing);
        assertOnce(options);
    }

    @Test
    void withAtLeastOnceTheLastReportOfEachKeyHolds() throws Exception {
        KafkaOptions options =
                Station.unbounded(station.options("repeated", "repeated"), DeliveryGuarantee.AT_LEAST_ONCE);
        JobClient job = station.start(plans, options, 2, new Configuration());
        CompletableFuture<Publisher.Result> publishing = publish("repeated");
        awaitFinals(options, 5);
        killTaskManager(job.getJobID());
        drain(job, options, publishing);
        SortedMap<String, String> last = new TreeMap<>();
        station.finals(options).forEach((key, reports) -> last.put(key, reports.get(reports.size() - 1)));
        assertThat(last).isEqualTo(undisturbed);
    }

    /** What tensors hold when a task manager dies is gone, and is as little missed as what arrays hold. */
    @Test
    void aTaskManagerThatDiesChangesNoByteOfWhatIsFoldedOnTensors() throws Exception {
        try {
            TorchEngine.start();
        } catch (DeviceException e) {
            Assumptions.abort(e.getMessage());
        }
        Path folder = Files.createDirectory(directory.resolve("digits"));
        // Curves of so many thresholds are wide enough for windows to hold them on the device too.
        ExampleStream digits = ExampleStream.of("digits_multiclass")
                .with("labels: {horizon: 24h, revise_every: 10m}", "labels: {horizon: 20m, revise_every: 5m}", folder)
                .with("metrics:\n", "metrics:\n  - {metric: auroc, name: binned, args: {thresholds: 200}}\n", folder);
        PlanSpec plan = PlanFile.read(digits.plan());
        Plan compiled = Plans.compile(List.of(plan)).all().iterator().next();
        assertThat(new WideSlots(compiled.layout()).words()).isPositive();
        SortedMap<String, String> onArrays = digits.evaluate(directory.resolve("digits.jsonl"), 1);
        KafkaOptions options = Station.unbounded(station.options("tensors", "tensors"), DeliveryGuarantee.EXACTLY_ONCE);
        JobClient job = station.start(List.of(plan), options, 2, new Configuration(), new DeviceChoice("torch:cpu"));
        CompletableFuture<Publisher.Result> publishing = publish(digits, "tensors");
        for (int finals : List.of(5, onArrays.size() / 2)) {
            awaitFinals(options, finals);
            assertThat(TensorScope.open()).as("tables of tensors").isPositive();
            killTaskManager(job.getJobID());
        }
        drain(job, options, publishing, new Publisher.Result(1438, 1410, 0), onArrays.size());
        SortedMap<String, List<String>> once = new TreeMap<>();
        onArrays.forEach((key, report) -> {
            assertThat(report).contains("\"device\":\"arrays\"");
            once.put(key, List.of(report.replace("\"device\":\"arrays\"", "\"device\":\"torch:cpu\"")));
        });
        assertThat(station.finals(options)).isEqualTo(once);
        assertThat(station.read(options.topics().deadLetters())).isEmpty();
    }

    private static CompletableFuture<Publisher.Result> publish(String input) {
        return publish(stream, input);
    }

    private static CompletableFuture<Publisher.Result> publish(ExampleStream stream, String input) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return station.publish(stream, input, PACED);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        });
    }

    private static void awaitFinals(KafkaOptions options, int atLeast) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> station.finals(options).size() >= atLeast);
    }

    private static void killTaskManager(JobID job) throws Exception {
        MiniCluster cluster = station.flink().cluster();
        int before = attempts(job);
        cluster.terminateTaskManager(taskManagers - 1).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        cluster.startTaskManager();
        taskManagers++;
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> attempts(job) > before && cluster.getJobStatus(job).get() == JobStatus.RUNNING);
    }

    private static int attempts(JobID job) throws Exception {
        int attempts = 0;
        for (AccessExecutionVertex vertex :
                station.flink().cluster().getExecutionGraph(job).get().getAllExecutionVertices()) {
            attempts = Math.max(attempts, vertex.getCurrentExecutionAttempt().getAttemptNumber());
        }
        return attempts;
    }

    private static void drain(JobClient job, KafkaOptions options, CompletableFuture<Publisher.Result> publishing)
            throws Exception {
        drain(job, options, publishing, new Publisher.Result(570, 563, 0), undisturbed.size());
    }

    /** Ends the job when it has read all that was published; all windows become final. */
    private static void drain(
            JobClient job,
            KafkaOptions options,
            CompletableFuture<Publisher.Result> publishing,
            Publisher.Result rows,
            int finals)
            throws Exception {
        assertThat(publishing.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(rows);
        // Or else nothing was disturbed.
        assertThat(station.finals(options)).hasSizeLessThan(finals);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(300)).until(() -> station.hasRead(options));
        job.stopWithSavepoint(true, savepoints(), SavepointFormatType.CANONICAL)
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        job.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static String savepoints() {
        return directory.resolve("savepoints").toUri().toString();
    }

    private static void assertOnce(KafkaOptions options) throws Exception {
        SortedMap<String, List<String>> once = new TreeMap<>();
        undisturbed.forEach((key, report) -> once.put(key, List.of(report)));
        assertThat(station.finals(options)).isEqualTo(once);
        assertThat(station.read(options.topics().deadLetters())).isEmpty();
        assertAlerts(options);
    }

    /** Each change once; what labels give rise to depends on when they came, but not where it ends. */
    private static void assertAlerts(KafkaOptions options) throws Exception {
        List<String> told = station.read(options.topics().alerts()).stream()
                .map(record -> new String(record.value(), UTF_8))
                .toList();
        List<String> expected = Files.readAllLines(directory.resolve("undisturbed.jsonl.alerts"));
        assertThat(of("volume", told))
                .containsExactlyInAnyOrderElementsOf(of("volume", expected))
                .hasSizeGreaterThan(9);
        assertThat(lastStates(told)).isEqualTo(lastStates(expected));
        assertThat(lastStates(told)).containsValue(AlertState.FIRING).containsValue(AlertState.OK);
    }

    private static List<String> of(String rule, List<String> alerts) {
        return alerts.stream()
                .filter(alert -> alert.contains("\"rule\":\"" + rule + "\""))
                .toList();
    }

    private static SortedMap<String, AlertState> lastStates(List<String> alerts) throws DecodeException {
        SortedMap<String, AlertState> states = new TreeMap<>();
        for (String json : alerts) {
            Alert alert = new JsonCodec<>(Alert.class).decode(json.getBytes(UTF_8));
            String about = alert.getRule() + " " + alert.getModelVersion() + " "
                    + Objects.requireNonNull(alert.getWindow()).getName();
            AlertState before = states.put(about, alert.getState());
            assertThat(alert.getState())
                    .as("%s after what was told before of %s", alert, about)
                    .isNotEqualTo(before == null ? AlertState.OK : before);
        }
        return states;
    }
}
