package io.evalstream.jobs.cli;

import io.evalstream.jobs.kafka.KafkaOptions;
import io.evalstream.schemas.Format;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Where the job reads and writes, and in which formats. */
final class KafkaArguments {

    /** What a reader of the metrics topic sees after a failure. */
    enum Delivery {
        EXACTLY_ONCE,
        AT_LEAST_ONCE
    }

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            required = true,
            description = "Kafka brokers.")
    String bootstrapServers = "";

    @Mixin
    private InputTopics inputs = new InputTopics();

    @Option(
            names = "--training-topic",
            paramLabel = "TOPIC",
            defaultValue = "training",
            description = "Topic of training runs, for plans with windows of steps or epochs (default: training).")
    String training = "training";

    @Option(
            names = "--alerts-topic",
            paramLabel = "TOPIC",
            defaultValue = "alerts",
            description = "Topic for alerts (default: alerts).")
    String alerts = "alerts";

    @Option(
            names = "--metrics-topic",
            paramLabel = "TOPIC",
            defaultValue = "metrics",
            description = "Topic for reports (default: metrics).")
    String metrics = "metrics";

    @Option(
            names = "--latest-topic",
            paramLabel = "TOPIC",
            description = "A second, compacted topic for reports, which keeps the last one of each key.")
    @Nullable
    String latest;

    @Option(
            names = "--dead-letters-topic",
            paramLabel = "TOPIC",
            defaultValue = "dead-letters",
            description = "Topic for what was turned away (default: dead-letters).")
    String deadLetters = "dead-letters";

    @Option(
            names = "--diagnostics-topic",
            paramLabel = "TOPIC",
            defaultValue = "diagnostics",
            description = "Topic for counts that depend on the order of arrival (default: diagnostics).")
    String diagnostics = "diagnostics";

    @Option(
            names = "--plans-topic",
            paramLabel = "TOPIC",
            description = "Topic of plans, which `evalstream publish --plan` writes: they take effect while the job"
                    + " runs. Without it plans stay as they are.")
    @Nullable
    String plans;

    @Option(
            names = "--unmatched-topic",
            paramLabel = "TOPIC",
            description = "A topic for predictions and labels that expired without each other; none, if left out.")
    @Nullable
    String unmatched;

    @Mixin
    private Encoding encoding = new Encoding();

    @Option(
            names = "--predictions-format",
            paramLabel = "FORMAT",
            converter = InputFormat.Converter.class,
            description =
                    "Format of predictions, and of what training runs send, where it differs; besides the above also logs of serving platforms:"
                            + " cloudevents (KServe, Seldon), seldon or sagemaker.")
    @Nullable
    InputFormat predictionsFormat;

    @Option(
            names = "--labels-format",
            paramLabel = "FORMAT",
            converter = InputFormat.Converter.class,
            description = "Format of labels, where it differs; as for predictions.")
    @Nullable
    InputFormat labelsFormat;

    @Option(
            names = "--output-format",
            paramLabel = "FORMAT",
            converter = FormatConverter.class,
            description = "Format of what is written, where it differs.")
    @Nullable
    Format outputFormat;

    @Option(
            names = "--group-id",
            paramLabel = "ID",
            defaultValue = "evalstream",
            description = "Consumer group, and the prefix of transactional ids; unique for each job on a Kafka cluster"
                    + " (default: evalstream).")
    String groupId = "evalstream";

    @Option(
            names = "--start",
            paramLabel = "committed|earliest|latest",
            defaultValue = "committed",
            description = "Where to begin without a savepoint: where the group stopped, else at the earliest record;"
                    + " earliest; or latest (default: committed).")
    KafkaOptions.Start start = KafkaOptions.Start.COMMITTED;

    @Option(
            names = "--bounded",
            description = "Stop at the end of what the topics hold now, and report every window as final.")
    boolean bounded;

    @Option(
            names = "--delivery",
            paramLabel = "exactly-once|at-least-once",
            converter = DeliveryConverter.class,
            defaultValue = "exactly-once",
            description = "exactly-once: reports appear with the checkpoint they belong to, to readers of committed"
                    + " records; at-least-once: at once, some again after a failure, under the same key (default:"
                    + " exactly-once).")
    Delivery delivery = Delivery.EXACTLY_ONCE;

    @Option(
            names = "--idleness",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "30s",
            description = "How long an empty partition holds event time back (default: 30s).")
    Duration idleness = Duration.ofSeconds(30);

    @Option(
            names = "--drift",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            defaultValue = "30m",
            description = "By how much one topic may be read ahead of the other, in event time (default: 30m).")
    Duration drift = Duration.ofMinutes(30);

    @Mixin
    private KafkaSettings settings = new KafkaSettings();

    KafkaOptions options() {
        KafkaOptions options = new KafkaOptions(
                bootstrapServers,
                new KafkaOptions.Topics(
                        inputs.predictions,
                        inputs.labels,
                        training,
                        metrics,
                        latest,
                        alerts,
                        deadLetters,
                        diagnostics,
                        unmatched,
                        plans),
                predictionsFormat == null ? encoding.format : predictionsFormat.codecOr(encoding.format),
                labelsFormat == null ? encoding.format : labelsFormat.codecOr(encoding.format),
                outputFormat == null ? encoding.format : outputFormat,
                encoding.registry(),
                groupId,
                start,
                bounded,
                DeliveryGuarantee.valueOf(delivery.name()),
                groupId,
                idleness,
                drift,
                settings.properties());
        if (options.usesRegistry() && options.registry() == null && command != null) {
            throw new ParameterException(
                    command.commandLine(), "the format 'registry' needs a schema registry; give --schema-registry URL");
        }
        return options;
    }

    /** Deliveries as people write them. */
    static final class DeliveryConverter implements ITypeConverter<Delivery> {
        @Override
        public Delivery convert(String name) {
            try {
                return Delivery.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(
                        "'" + name + "' is no delivery; expected exactly-once or at-least-once");
            }
        }
    }
}
