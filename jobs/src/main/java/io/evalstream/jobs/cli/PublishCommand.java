package io.evalstream.jobs.cli;

import io.evalstream.jobs.files.FileRecord;
import io.evalstream.jobs.publish.Destination;
import io.evalstream.jobs.publish.Order;
import io.evalstream.jobs.publish.PlanPublisher;
import io.evalstream.jobs.publish.Publisher;
import io.evalstream.jobs.terminal.Screen;
import io.evalstream.metrics.plan.PlanSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evalstream publish}: files to Kafka, plans among them. */
@Command(
        name = "publish",
        description = "Publish predictions and labels from files, or plans, to Kafka.",
        footer = {
            "",
            "Rows go out in the order of event time: a prediction when the model answered, a label when it was known.",
            "Topics that do not exist are created. Exits with 1 if a row could not be read or was not taken.",
            "",
            "Example:",
            "  evalstream publish --predictions predictions.csv --labels labels.csv --speed-up 60",
            "  evalstream publish --plan plan.yaml"
        })
public final class PublishCommand implements Callable<Integer> {
    private static final int REFUSALS_SHOWN = 5;
    private static final int PER_MILLE = 1000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Mixin
    KafkaClient kafka = new KafkaClient();

    @Mixin
    Encoding encoding = new Encoding();

    @Option(
            names = "--predictions",
            paramLabel = "FILE",
            description = "Predictions: .csv or .jsonl, with .gz after that if compressed.")
    @Nullable
    Path predictions;

    @Option(names = "--labels", paramLabel = "FILE", description = "Labels, in the same formats.")
    @Nullable
    Path labels;

    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description =
                    "A plan for jobs that run with --plans-topic; it is checked first. May be given several times.")
    List<Path> plans = List.of();

    @Option(
            names = "--end-plan",
            paramLabel = "NAME",
            description = "End the plan of this name in such jobs. May be given several times.")
    List<String> ended = List.of();

    @Option(
            names = "--plans-topic",
            paramLabel = "TOPIC",
            defaultValue = "plans",
            description = "Topic for plans (default: ${DEFAULT-VALUE}).")
    String plansTopic = "";

    @Mixin
    InputTopics topics = new InputTopics();

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of topics that are created (default: ${DEFAULT-VALUE}).")
    int partitions;

    @Option(
            names = "--speed-up",
            paramLabel = "FACTOR",
            description = "Publish at the pace of the events, so many times faster; 1 is as it happened."
                    + " Without it, as fast as possible.")
    @Nullable
    Double speedUp;

    @Option(
            names = "--shuffle",
            paramLabel = "SEED",
            description = "Publish in an order that has nothing to do with time, the same for the same seed.")
    @Nullable
    Long shuffle;

    @Override
    public Integer call() throws InterruptedException {
        CommandLine command = spec.commandLine();
        Destination destination;
        Order order;
        try {
            if (predictions == null && labels == null && plans.isEmpty() && ended.isEmpty()) {
                throw new IllegalArgumentException(
                        "there is nothing to publish; give --predictions FILE, --labels FILE, or both; or --plan FILE");
            }
            order = order();
            destination = new Destination(
                    kafka.bootstrapServers,
                    topics.predictions,
                    topics.labels,
                    partitions,
                    encoding.format(),
                    encoding.registry(),
                    kafka.properties());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        publishPlans(command);
        return predictions == null && labels == null ? 0 : publish(destination, order, command);
    }

    private void publishPlans(CommandLine command) throws InterruptedException {
        PlanPublisher publisher = new PlanPublisher(kafka.bootstrapServers, plansTopic, kafka.properties());
        for (Path file : plans) {
            PlanSpec plan = publisher.begin(file);
            command.getErr()
                    .printf(
                            "published version %d of plan '%s' to '%s'; if a job refuses it, its dead letters say why%n",
                            plan.version(), plan.plan(), plansTopic);
        }
        for (String plan : ended) {
            publisher.end(plan);
            command.getErr().printf("published the end of plan '%s' to '%s'%n", plan, plansTopic);
        }
        command.getErr().flush();
    }

    private int publish(Destination destination, Order order, CommandLine command) throws InterruptedException {
        Publisher.Result result;
        try (Report report = new Report(command)) {
            result = new Publisher(destination, order, report).publish(predictions, labels);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        command.getErr()
                .printf(
                        "published %d predictions to '%s' and %d labels to '%s'%n",
                        result.predictions(), topics.predictions, result.labels(), topics.labels);
        if (result.refused() > 0) {
            command.getErr().printf("%d rows could not be read and were left out%n", result.refused());
        }
        command.getErr().flush();
        return result.refused() > 0 ? 1 : 0;
    }

    private Order order() {
        if (speedUp != null && shuffle != null) {
            throw new IllegalArgumentException("--shuffle has no order in time that --speed-up could follow; use one");
        }
        if (speedUp != null) {
            return new Order.EventTime(speedUp);
        }
        return shuffle != null ? new Order.Shuffled(shuffle) : new Order.FullSpeed();
    }

    /** Tells a person how far it is, and which rows are bad. */
    private static final class Report implements Publisher.Listener, AutoCloseable {
        private final CommandLine command;
        private final @Nullable ProgressBar bar;
        private int refusals;

        Report(CommandLine command) {
            this.command = command;
            this.bar = !Screen.isOnStandardError()
                    ? null
                    : new ProgressBarBuilder()
                            .setTaskName("publish")
                            .setInitialMax(PER_MILLE)
                            .setStyle(ProgressBarStyle.ASCII)
                            .hideEta()
                            .build();
        }

        @Override
        public void published(long rows, Instant eventTime, double part) {
            if (bar != null) {
                bar.stepTo(Math.round(part * PER_MILLE));
                bar.setExtraMessage(rows + " rows, " + eventTime);
            }
        }

        @Override
        public void refused(Path file, FileRecord.Bad<?> row) {
            if (++refusals <= REFUSALS_SHOWN) {
                command.getErr().printf("%s, line %d: %s (%s)%n", file, row.line(), row.message(), row.reason());
            }
        }

        @Override
        public void close() {
            if (bar != null) {
                bar.close();
            }
        }
    }
}
