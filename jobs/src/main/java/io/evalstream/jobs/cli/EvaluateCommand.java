package io.evalstream.jobs.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.jobs.EvaluationJob;
import io.evalstream.jobs.files.FileEnds;
import io.evalstream.jobs.files.RecordFile;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.metric.Suggestion;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.JsonCodec;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.ReportKey;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates files with the topology that runs on streams. */
@Command(
        name = "evaluate",
        description = "Evaluate predictions and labels in files, with the same job that runs on Kafka.",
        sortOptions = false)
public final class EvaluateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            required = true,
            description = "Plan file; may be given several times.")
    private List<Path> plans = List.of();

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            required = true,
            description = "Predictions: CSV or JSON lines, also compressed (.gz).")
    private Path predictions = Path.of("");

    @Option(names = "--labels", paramLabel = "FILE", required = true, description = "Labels: the same.")
    private Path labels = Path.of("");

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where reports go, as JSON lines; standard output where left out.")
    private @Nullable Path output;

    @Option(names = "--final-only", description = "Only the last report of each window.")
    private boolean finalOnly;

    @Option(
            names = "--dead-letters",
            paramLabel = "FILE",
            description = "Where rows that were turned away go, as JSON lines.")
    private @Nullable Path deadLetters;

    @Option(
            names = "--alerts",
            paramLabel = "FILE",
            description = "Where the alerts of the plans' rules go, as JSON lines, in the order of event time.")
    private @Nullable Path alerts;

    @Option(
            names = {"-p", "--parallelism"},
            paramLabel = "N",
            defaultValue = "1",
            description = "Parallel instances of each operator (default: 1). Final reports do not depend on it.")
    private int parallelism = 1;

    @Mixin
    private DeviceArguments device = new DeviceArguments();

    @Override
    public Integer call() throws Exception {
        List<PlanSpec> specs =
                plans.stream().map(PlanFile::read).map(EvaluateCommand::ofTime).toList();
        Map<String, String> mapping = new TreeMap<>();
        specs.forEach(plan -> mapping.putAll(plan.files()));
        checkFiles(mapping);
        DeviceChoice folding = device.announce(specs, spec.commandLine().getErr());

        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration());
        EvaluationJob.Results results = FileEnds.build(environment, specs, predictions, labels, folding);
        CloseableIterator<MetricReport> reports = results.reports().collectAsync();
        CloseableIterator<DeadLetter> letters = results.deadLetters().collectAsync();
        CloseableIterator<Alert> raised = results.alerts().collectAsync();
        JobClient job = environment.executeAsync("evalstream evaluate");
        // All must be read at once: what is not fetched holds the job back.
        CompletableFuture<List<DeadLetter>> turnedAway = CompletableFuture.supplyAsync(() -> all(letters));
        CompletableFuture<List<Alert>> told = CompletableFuture.supplyAsync(() -> all(raised));
        List<MetricReport> taken = new ArrayList<>();
        try (ReadingBar bar = new ReadingBar(List.of(predictions, labels))) {
            while (reports.hasNext()) {
                MetricReport report = reports.next();
                if (!finalOnly || (report.getFinal$() && !report.getWithdrawn())) {
                    taken.add(report);
                }
            }
        }
        job.getJobExecutionResult().get();
        taken.sort(Comparator.<MetricReport, String>comparing(
                        report -> ReportKey.of(report).toString())
                .thenComparing(MetricReport::getRevision)
                .thenComparing(MetricReport::getFinal$));
        write(output, MetricReport.class, taken);
        List<DeadLetter> refused = turnedAway.get();
        if (deadLetters != null) {
            write(deadLetters, DeadLetter.class, refused);
        }
        List<Alert> changes = told.get();
        if (alerts != null) {
            // Those of one rule, series and window are in order already.
            changes.sort(Comparator.comparing(Alert::getTick)
                    .thenComparing(Alert::getRule)
                    .thenComparing(Alert::getModelVersion)
                    .thenComparing(Alert::getSlice));
            write(alerts, Alert.class, changes);
        }
        summarise(taken, refused, changes);
        return 0;
    }

    private static <T> List<T> all(CloseableIterator<T> records) {
        List<T> all = new ArrayList<>();
        records.forEachRemaining(all::add);
        return all;
    }

    private static PlanSpec ofTime(PlanSpec plan) {
        if (plan.ofTime().windows().isEmpty()) {
            throw new PlanException("plan '" + plan.plan() + "' has windows of steps and epochs alone, which files of"
                    + " predictions and labels have none of; add one of time, such as {kind: tumbling, size: 10m}");
        }
        return plan.ofTime();
    }

    /** Opens and closes the files before anything starts: a missing file or column is told at once. */
    private void checkFiles(Map<String, String> mapping) {
        try (RecordFile<?> first = RecordFile.predictions(predictions, mapping);
                RecordFile<?> second = RecordFile.labels(labels, mapping)) {
            List<String> columns = new ArrayList<>(first.columns());
            columns.addAll(second.columns());
            for (String column : mapping.keySet()) {
                if (!first.columns().isEmpty() && !second.columns().isEmpty() && !columns.contains(column)) {
                    throw new PlanException("the plan's `files:` speaks of a column '" + column + "'"
                            + Suggestion.of(column, columns) + "; " + predictions + " and " + labels + " have "
                            + String.join(", ", new LinkedHashSet<>(columns)));
                }
            }
        }
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        // Local buffers: the default of a cluster's task manager would take memory that one process does not need.
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        return configuration;
    }

    private <T extends SpecificRecord> void write(@Nullable Path file, Class<T> type, List<T> records)
            throws IOException {
        JsonCodec<T> codec = new JsonCodec<>(type);
        if (file == null) {
            PrintWriter out = spec.commandLine().getOut();
            for (T record : records) {
                out.println(new String(codec.encode(record), UTF_8));
            }
            out.flush();
            return;
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (T record : records) {
                out.write(codec.encode(record));
                out.write('\n');
            }
        }
    }

    private void summarise(List<MetricReport> reports, List<DeadLetter> refused, List<Alert> changes) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("evalstream: " + reports.size() + " reports" + (output == null ? "" : " in " + output) + ", "
                + refused.size() + " rows turned away"
                + (refused.isEmpty() || deadLetters != null ? "" : " (--dead-letters FILE keeps them)"));
        if (!changes.isEmpty()) {
            err.println("  " + changes.size() + " alerts"
                    + (alerts == null ? " (--alerts FILE keeps them)" : " in " + alerts));
        }
        Map<String, Long> reasons = new TreeMap<>();
        refused.forEach(letter -> reasons.merge(letter.getReason(), 1L, Long::sum));
        reasons.forEach((reason, count) -> err.println("  " + count + " " + reason + ", the first: "
                + refused.stream()
                        .filter(letter -> letter.getReason().equals(reason))
                        .findFirst()
                        .map(letter -> letter.getTopic() + " line " + letter.getOffset() + ": " + letter.getMessage())
                        .orElse("")));
        err.flush();
    }
}
