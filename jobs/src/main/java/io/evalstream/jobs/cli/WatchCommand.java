package io.evalstream.jobs.cli;

import io.evalstream.jobs.tensorboard.TensorBoardOutput;
import io.evalstream.jobs.terminal.Screen;
import io.evalstream.jobs.watch.AlertOutput;
import io.evalstream.jobs.watch.LiveTable;
import io.evalstream.jobs.watch.ReportFilter;
import io.evalstream.jobs.watch.ReportOutput;
import io.evalstream.jobs.watch.TopicSubscription;
import io.evalstream.jobs.watch.WatchEnd;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.AlertKey;
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
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evalstream watch}: reports or alerts from Kafka. */
@Command(
        name = "watch",
        description = "Subscribe to the metrics topic and print reports, or to the alerts.",
        footer = {
            "",
            "On a terminal the table shows the last report of each key and refreshes; elsewhere each report is a line.",
            "Without --last, --until-idle or --timeout it watches until it is interrupted. Exits with 1 if there was no"
                    + " report.",
            "",
            "Examples:",
            "  evalstream watch --model fraud",
            "  evalstream watch --alerts --last",
            "  evalstream watch --last --final-only --output json > reports.jsonl",
            "  evalstream watch --tensorboard runs    (and in another terminal: tensorboard --logdir runs)"
        })
public final class WatchCommand implements Callable<Integer> {
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

    @Mixin
    MetricsTopic topic = new MetricsTopic();

    @Option(
            names = "--alerts",
            description =
                    "Alerts instead of reports: a line for each change of the state of a rule; with --last the state"
                            + " of each.")
    boolean alerts;

    @Option(
            names = "--alerts-topic",
            paramLabel = "TOPIC",
            defaultValue = "alerts",
            description = "Topic with alerts (default: ${DEFAULT-VALUE}).")
    String alertsTopic = "";

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

    @Override
    public Integer call() {
        IntSupplier watching;
        try {
            if (latest && fromBeginning) {
                throw new IllegalArgumentException("--latest and --from-beginning exclude each other; use one");
            }
            Style style = style();
            if (alerts && (tensorBoard != null || finalOnly || style == Style.CSV)) {
                throw new IllegalArgumentException(
                        "--alerts goes with --output table or json, and without --tensorboard and --final-only");
            }
            if (alerts) {
                Codec<Alert> codec = Codecs.of(encoding.format(), Alert.class, alertsTopic, encoding.registry());
                watching = () -> watchAlerts(style, codec);
            } else {
                Codec<MetricReport> codec =
                        Codecs.of(encoding.format(), MetricReport.class, topic.name, encoding.registry());
                watching = () -> watchReports(style, codec);
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
        return watching.getAsInt();
    }

    private int watchReports(Style style, Codec<MetricReport> codec) {
        Optional<Screen> screen = style == Style.TABLE ? Screen.open() : Optional.empty();
        try (TensorBoardOutput curves = tensorBoard == null ? null : new TensorBoardOutput(tensorBoard)) {
            ReportOutput shown = output(
                    style, screen.orElse(null), curves, spec.commandLine().getOut());
            ReportFilter filter = new ReportFilter(models, plans, windows, finalOnly);
            long reports = watch(topic.name, codec, filter, shown::show, "report");
            shown.finish();
            return reports == 0 ? 1 : 0;
        } finally {
            screen.ifPresent(Screen::close);
        }
    }

    private int watchAlerts(Style style, Codec<Alert> codec) {
        PrintWriter out = spec.commandLine().getOut();
        AlertOutput shown = style == Style.JSON ? AlertOutput.json(out, last) : AlertOutput.lines(out, last);
        long changes = watch(alertsTopic, codec, this::isOfInterest, shown, "alert");
        shown.finish();
        return changes == 0 ? 1 : 0;
    }

    private boolean isOfInterest(Alert alert) {
        AlertKey key = AlertKey.of(alert);
        return (models.isEmpty() || models.contains(key.modelId()))
                && (plans.isEmpty() || plans.contains(key.plan()))
                && (windows.isEmpty() || windows.contains(key.window()));
    }

    private <T extends SpecificRecord> long watch(
            String from, Codec<T> codec, Predicate<T> filter, Consumer<List<T>> shown, String word) {
        PrintWriter err = spec.commandLine().getErr();
        Complaints complaints = new Complaints(err);
        try (TopicSubscription<T> subscription = new TopicSubscription<>(
                kafka.bootstrapServers,
                from,
                codec,
                latest ? TopicSubscription.Start.LATEST : TopicSubscription.Start.BEGINNING,
                complaints,
                kafka.properties())) {
            if (!subscription.topicExists() && !last) {
                err.println("there is no topic '" + from + "' at " + kafka.bootstrapServers + " yet; waiting for it");
                err.flush();
            }
            long count = new WatchEnd(untilIdle, timeout, last).watch(subscription, filter, shown);
            complaints.finish();
            if (count == 0) {
                err.println("there was no " + word + " in topic '" + from + "' at " + kafka.bootstrapServers
                        + " that was asked for");
                err.flush();
            }
            return count;
        }
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
