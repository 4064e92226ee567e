package io.evalstream.jobs.cli;

import io.evalstream.jobs.tensorboard.TensorBoardOutput;
import io.evalstream.jobs.terminal.Screen;
import io.evalstream.jobs.watch.LiveTable;
import io.evalstream.jobs.watch.MetricsSubscription;
import io.evalstream.jobs.watch.ReportFilter;
import io.evalstream.jobs.watch.ReportOutput;
import io.evalstream.schemas.Codec;
import io.evalstream.schemas.Codecs;
import io.evalstream.schemas.MetricReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evalstream watch}: reports from Kafka. */
@Command(
        name = "watch",
        description = "Subscribe to the metrics topic and print reports.",
        footer = {
            "",
            "On a terminal the table shows the last report of each key and refreshes; elsewhere each report is a line.",
            "Without --last, --until-idle or --timeout it watches until it is interrupted. Exits with 1 if there was no"
                    + " report.",
            "",
            "Examples:",
            "  evalstream watch --model fraud",
            "  evalstream watch --last --final-only --output json > reports.jsonl",
            "  evalstream watch --tensorboard runs    (and in another terminal: tensorboard --logdir runs)"
        })
public final class WatchCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    enum Style {
        TABLE,
        JSON,
        CSV;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli injects it
    private CommandSpec spec;

    @Mixin
    KafkaClient kafka = new KafkaClient();

    @Mixin
    Encoding encoding = new Encoding();

    @Option(
            names = {"--metrics-topic", "--topic"},
            paramLabel = "TOPIC",
            defaultValue = "metrics",
            description = "Topic with reports (default: ${DEFAULT-VALUE}).")
    String topic = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "STYLE",
            defaultValue = "table",
            description =
                    "table, json (a report on each line) or csv (a number on each line; default: ${DEFAULT-VALUE}).")
    String output = "";

    @Option(names = "--model", paramLabel = "ID", description = "Only reports of this model; may be repeated.")
    Set<String> models = new TreeSet<>();

    @Option(names = "--plan", paramLabel = "NAME", description = "Only reports of this plan; may be repeated.")
    Set<String> plans = new TreeSet<>();

    @Option(names = "--window", paramLabel = "NAME", description = "Only windows of this name; may be repeated.")
    Set<String> windows = new TreeSet<>();

    @Option(names = "--final-only", description = "Only reports that no later revision can replace.")
    boolean finalOnly;

    @Option(names = "--latest", description = "Only what comes from now on.")
    boolean latest;

    @Option(names = "--from-beginning", description = "What the topic holds and what comes; the default.")
    boolean fromBeginning;

    @Option(
            names = "--last",
            description =
                    "Only the last report of each key, in the order of keys, when all has been read that was there"
                            + " at the start, or when --until-idle or --timeout says so.")
    boolean last;

    @Option(
            names = "--until-idle",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End when no report came for so long, such as 10s.")
    @Nullable
    Duration untilIdle;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "End after so long, such as 5m.")
    @Nullable
    Duration timeout;

    @Option(
            names = "--tensorboard",
            paramLabel = "DIR",
            description = "Also draw every number as a curve in TensorBoard's event files, a directory for each run."
                    + " Steps and epochs are tagged as Lightning does and drawn at their number, so count steps on"
                    + " through the epochs; other windows are tagged model/version/window and drawn at their end, in"
                    + " seconds.")
    @Nullable
    Path tensorBoard;

    @Option(names = "--reasons", description = "Tell the reason of every undefined value.")
    boolean reasons;

    /** When to stop. */
    private record End(@Nullable Duration idle, @Nullable Duration total, boolean caughtUp) {
        boolean reached(long startedAt, long lastAt, MetricsSubscription subscription) {
            long now = System.nanoTime();
            if (total != null && now - startedAt >= total.toNanos()) {
                return true;
            }
            if (idle != null) {
                return now - lastAt >= idle.toNanos();
            }
            return caughtUp && total == null && subscription.caughtUp();
        }
    }

    @Override
    public Integer call() {
        CommandLine command = spec.commandLine();
        Codec<MetricReport> codec;
        Style style;
        End end;
        try {
            if (latest && fromBeginning) {
                throw new IllegalArgumentException("--latest and --from-beginning exclude each other; use one");
            }
            style = style();
            end = new End(untilIdle, timeout, last);
            codec = Codecs.of(encoding.format(), MetricReport.class, topic, encoding.registry());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, String.valueOf(e.getMessage()), e);
        }
        PrintWriter err = command.getErr();
        Optional<Screen> screen = style == Style.TABLE ? Screen.open() : Optional.empty();
        Complaints complaints = new Complaints(err);
        try (TensorBoardOutput curves = tensorBoard == null ? null : new TensorBoardOutput(tensorBoard);
                MetricsSubscription subscription = new MetricsSubscription(
                        kafka.bootstrapServers,
                        topic,
                        codec,
                        latest ? MetricsSubscription.Start.LATEST : MetricsSubscription.Start.BEGINNING,
                        complaints,
                        kafka.properties())) {
            if (!subscription.topicExists() && !last) {
                err.println("there is no topic '" + topic + "' at " + kafka.bootstrapServers + " yet; waiting for it");
                err.flush();
            }
            ReportOutput shown = output(style, screen.orElse(null), curves, command.getOut());
            long reports = watch(subscription, shown, end);
            complaints.finish();
            if (reports == 0) {
                err.println("there was no report in topic '" + topic + "' at " + kafka.bootstrapServers
                        + " that was asked for");
                err.flush();
            }
            return reports == 0 ? 1 : 0;
        } finally {
            screen.ifPresent(Screen::close);
        }
    }

    private long watch(MetricsSubscription subscription, ReportOutput output, End end) {
        ReportFilter filter = new ReportFilter(models, plans, windows, finalOnly);
        long startedAt = System.nanoTime();
        long lastAt = startedAt;
        long count = 0;
        do {
            List<MetricReport> reports = subscription.poll(POLL);
            List<MetricReport> wanted = reports.stream().filter(filter).toList();
            output.show(wanted);
            count += wanted.size();
            lastAt = reports.isEmpty() ? lastAt : System.nanoTime();
        } while (!end.reached(startedAt, lastAt, subscription)
                && !Thread.currentThread().isInterrupted());
        output.finish();
        return count;
    }

    private ReportOutput output(
            Style style, @Nullable Screen screen, @Nullable TensorBoardOutput curves, PrintWriter out) {
        ReportOutput each = switch (style) {
            case JSON -> ReportOutput.json(out);
            case CSV -> ReportOutput.csv(out);
            case TABLE -> {
                if (last) {
                    int width = screen == null ? Integer.MAX_VALUE : screen.width();
                    yield ReportOutput.table(out, width, reasons);
                }
                yield screen == null ? ReportOutput.lines(out) : new LiveTable(screen, reasons);
            }
        };
        ReportOutput all = curves == null ? each : ReportOutput.both(each, curves);
        return last ? ReportOutput.lastOnly(all) : all;
    }

    private Style style() {
        for (Style style : Style.values()) {
            if (style.toString().equals(output)) {
                return style;
            }
        }
        throw new IllegalArgumentException("--output is '" + output + "'; use table, json or csv");
    }
}
