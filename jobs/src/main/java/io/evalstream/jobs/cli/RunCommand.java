package io.evalstream.jobs.cli;

import io.evalstream.jobs.kafka.KafkaEnds;
import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.jobs.kafka.MissingTopics;
import io.evalstream.jobs.plan.PlanFile;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the job against a Kafka cluster: in this process, or as the entry point on a Flink cluster. */
@Command(
        name = "run",
        description = "Run the job: predictions and labels, or training runs, from Kafka; metrics to Kafka.",
        sortOptions = false)
public final class RunCommand implements Callable<Integer> {

    private static final int LOCAL_RESTARTS = 3;

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "Plan file; may be given several times. Needed unless --plans-topic has plans.")
    List<Path> plans = List.of();

    @Mixin
    KafkaArguments kafka = new KafkaArguments();

    @Mixin
    ServingArguments serving = new ServingArguments();

    @Mixin
    FlinkArguments flink = new FlinkArguments();

    @Mixin
    DeviceArguments device = new DeviceArguments();

    @Option(
            names = "--create-topics",
            paramLabel = "PARTITIONS",
            description = "Create the topics that are missing, with so many partitions.")
    @Nullable
    Integer partitions;

    @Option(
            names = "--web-ui",
            paramLabel = "PORT",
            description = "Serve Flink's web UI on this port, when the job runs in this process.")
    @Nullable
    Integer webUi;

    @Override
    public Integer call() throws Exception {
        if (plans.isEmpty() && kafka.plans == null && spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "there is no plan; give --plan=FILE, or --plans-topic=TOPIC");
        }
        List<PlanSpec> specs = plans.stream().map(PlanFile::read).toList();
        KafkaOptions options = kafka.options();
        ServingLogs logs = serving.logs(kafka.predictionsFormat, kafka.labelsFormat);
        if (partitions != null) {
            MissingTopics.create(options, partitions);
        }
        MissingTopics.refuse(specs, options);
        StreamExecutionEnvironment environment = environment(flink.configuration());
        PrintWriter out = out();
        String warning = FlinkArguments.warning(environment.getConfiguration());
        if (warning != null) {
            out.println("evalstream: " + warning);
        }
        boolean here = environment instanceof LocalStreamEnvironment;
        DeviceChoice folding = here ? device.announce(specs, out) : device.announce(out);
        if (here && !flink.settings.containsKey(RestartStrategyOptions.RESTART_STRATEGY.key())) {
            // A cluster restarts a job until somebody looks; a person at a terminal wants to be told.
            environment.configure(new Configuration()
                    .set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay")
                    .set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, LOCAL_RESTARTS));
        }
        new KafkaEnds(specs, options, logs, folding).build(environment);
        String names = specs.isEmpty()
                ? "plans of " + options.topics().plans()
                : specs.stream().map(PlanSpec::plan).collect(Collectors.joining(", "));
        out.println("evalstream: " + names + ": "
                + String.join(" and ", MissingTopics.read(specs, options.topics())) + " on "
                + options.bootstrapServers() + " -> " + options.topics().metrics() + "; readers see "
                + KafkaEnds.explain(options.delivery()));
        out.flush();
        environment.execute("evalstream " + names);
        return 0;
    }

    private StreamExecutionEnvironment environment(Configuration configuration) {
        if (webUi == null) {
            return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        }
        configuration.set(RestOptions.PORT, webUi);
        return StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
    }

    private PrintWriter out() {
        return spec == null
                ? new PrintWriter(System.out, true, Charset.defaultCharset())
                : spec.commandLine().getOut();
    }
}
