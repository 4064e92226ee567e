package io.evalstream.jobs.cli;

import io.evalstream.jobs.export.ExportFilter;
import io.evalstream.jobs.export.MetricsServer;
import io.evalstream.jobs.export.ReportGauges;
import io.evalstream.jobs.export.mlflow.Experiment;
import io.evalstream.jobs.export.mlflow.MlflowClient;
import io.evalstream.jobs.export.mlflow.MlflowException;
import io.evalstream.jobs.export.mlflow.MlflowFeed;
import io.evalstream.jobs.export.mlflow.RunMetrics;
import io.evalstream.jobs.kafka.BrokerException;
import io.evalstream.jobs.watch.TopicSubscription;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.MetricReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evalstream export}: reports to monitoring. */
@Command(
        name = "export",
        description = "Serve the last reports as gauges for Prometheus, and write final ones to MLflow.",
        footer = {
            "",
            "Serves /metrics (Prometheus text or OpenMetrics), /health (200 while Kafka can be read) and /ready (200 once"
                    + " the topic has been read up). Runs until it is interrupted. A gauge shows the window that ended"
                    + " last. Patterns may have * and ?.",
            "",
            "MLflow's MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, are taken from the"
                    + " environment.",
            "",
            "Examples:",
            "  evalstream export --topic metrics-latest --port 9464 --metric 'f1*' --metric accuracy",
            "  evalstream export --mlflow http://mlflow:5000 --experiment fraud-production"
        })
public final class ExportCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final int PORTS = 65536;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Mixin
    KafkaClient kafka = new KafkaClient();

    @Mixin
    Encoding encoding = new Encoding();

    @Mixin
    MetricsTopic topic = new MetricsTopic();

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Address to listen at (default: ${DEFAULT-VALUE}).")
    String host = "";

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "9464",
            description = "Port to listen at; 0 takes a free one (default: ${DEFAULT-VALUE}).")
    int port;

    @Option(names = "--plan", paramLabel = "PATTERN", description = "Only reports of such plans; may be repeated.")
    List<String> plans = new ArrayList<>();

    @Option(names = "--model", paramLabel = "PATTERN", description = "Only reports of such models; may be repeated.")
    List<String> models = new ArrayList<>();

    @Option(names = "--window", paramLabel = "PATTERN", description = "Only windows of such names; may be repeated.")
    List<String> windows = new ArrayList<>();

    @Option(names = "--metric", paramLabel = "PATTERN", description = "Only such metrics; may be repeated.")
    List<String> metrics = new ArrayList<>();

    @Option(
            names = "--max-series",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many time series to serve at most; reports with more are left out, and counted (default:"
                    + " ${DEFAULT-VALUE}).")
    int maxSeries;

    @Option(
            names = "--max-parts",
            paramLabel = "N",
            defaultValue = "100",
            description = "Leave out metrics of more numbers than this, such as curves (default: ${DEFAULT-VALUE}).")
    int maxParts;

    @Option(
            names = "--stale-after",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "48h",
            description = "Remove a series and window of which no report came for so long (default: ${DEFAULT-VALUE}).")
    Duration staleAfter = Duration.ofDays(2);

    @Option(
            names = "--mlflow",
            paramLabel = "URL",
            description = "Also write final reports to the runs of this MLflow tracking server.")
    @Nullable
    URI mlflow;

    @Option(
            names = "--experiment",
            paramLabel = "NAME",
            description = "The experiment in MLflow that the runs belong to.")
    @Nullable
    String experiment;

    @Override
    public Integer call() throws IOException, MlflowException, InterruptedException {
        ExportFilter filter = new ExportFilter(plans, models, windows, metrics);
        ReportGauges gauges = new ReportGauges(filter, maxSeries, maxParts, staleAfter);
        AtomicReference<String> trouble = new AtomicReference<>("");
        Complaints complaints = new Complaints(spec.commandLine().getErr());
        checkOptions();
        try (TopicSubscription<MetricReport> subscription = subscribe(complaints);
                MetricsServer server = serve(gauges, trouble)) {
            Thread feed = feed(filter);
            PrintWriter out = spec.commandLine().getOut();
            out.println("evalstream: reports of '" + topic.name + "' on " + kafka.bootstrapServers
                    + " are served at port " + server.port() + " under /metrics");
            out.flush();
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    step(subscription, gauges, trouble);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            complaints.finish();
            if (feed != null) {
                feed.interrupt();
            }
        }
        return 0;
    }

    private void checkOptions() {
        CommandLine command = spec.commandLine();
        if (port < 0 || port >= PORTS) {
            throw new ParameterException(command, "--port is " + port + "; expected 0 to " + (PORTS - 1));
        }
        if (maxSeries < 1 || maxParts < 1) {
            throw new ParameterException(command, "--max-series and --max-parts must be at least 1");
        }
        if ((mlflow == null) != (experiment == null)) {
            throw new ParameterException(
                    command, "--mlflow URL and --experiment NAME go together; give both, or neither");
        }
    }

    private void step(
            TopicSubscription<MetricReport> subscription, ReportGauges gauges, AtomicReference<String> trouble)
            throws InterruptedException {
        try {
            subscription.poll(POLL, report -> gauges.add(report, Instant.now()), gauges::withdraw);
            gauges.removeStale(Instant.now());
            if (!gauges.isOpen() && subscription.caughtUp()) {
                gauges.open();
            }
            trouble.set("");
        } catch (BrokerException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            // Brokers come back; until then what was last read stays, and /health says so.
            String message = String.valueOf(e.getMessage());
            if (!message.equals(trouble.getAndSet(message))) {
                complain(message + "; trying again");
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private void complain(String message) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(message);
        err.flush();
    }

    private MetricsServer serve(ReportGauges gauges, AtomicReference<String> trouble) throws IOException {
        try {
            return new MetricsServer(new InetSocketAddress(host, port), gauges, trouble::get);
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen at " + host + ":" + port + ": " + e.getMessage() + "; give another --port", e);
        }
    }

    private @Nullable Thread feed(ExportFilter filter) throws MlflowException, InterruptedException {
        if (mlflow == null || experiment == null) {
            return null;
        }
        Experiment runs;
        try {
            runs = Experiment.named(new MlflowClient(mlflow, System.getenv()), experiment);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        // It reads for itself, so that gauges do not wait for MLflow.
        MlflowFeed feed = new MlflowFeed(
                // The gauges' reader has told of records that are no reports.
                subscribe(unread -> {}), new RunMetrics(runs, filter), this::complain, PAUSE);
        Thread thread = new Thread(feed, "evalstream-export-mlflow");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private TopicSubscription<MetricReport> subscribe(Consumer<String> complaints) {
        try {
            return new TopicSubscription<>(
                    kafka.bootstrapServers,
                    topic.name,
                    Codecs.of(encoding.format(), MetricReport.class, topic.name, encoding.registry()),
                    TopicSubscription.Start.BEGINNING,
                    complaints,
                    kafka.properties());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
