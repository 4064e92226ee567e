package io.evalstream.jobs.kafka;

import io.evalstream.jobs.EvaluationJob;
import io.evalstream.jobs.EventTime;
import io.evalstream.jobs.LivePlans;
import io.evalstream.jobs.TrainingJob;
import io.evalstream.jobs.plan.PlanTexts;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.Arrived;
import io.evalstream.operators.intake.IntakeSerializers;
import io.evalstream.operators.intake.Published;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.MetricReport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;

/** Puts Kafka at both ends of the job. */
public final class KafkaEnds {

    private static final String ALIGNMENT_GROUP = "evalstream";

    private final List<PlanSpec> plans;
    private final KafkaOptions options;
    private final ServingLogs logs;
    private final DeviceChoice device;

    public KafkaEnds(List<PlanSpec> plans, KafkaOptions options) {
        this(plans, options, ServingLogs.NONE, DeviceChoice.ARRAYS);
    }

    /**
     * The ends of a job.
     *
     * @param logs topics that carry logs of a serving platform, which are read as those, instead of in the format of the
     *     options
     * @param device what folds observations
     */
    public KafkaEnds(List<PlanSpec> plans, KafkaOptions options, ServingLogs logs, DeviceChoice device) {
        this.plans = List.copyOf(plans);
        this.options = options;
        this.logs = logs;
        this.device = device;
    }

    /** Builds the whole job from topics to topics: for windows of time, for those of training, or for both. */
    public void build(StreamExecutionEnvironment environment) {
        EvaluationJob.prepare(environment);
        List<PlanSpec> ofTime = plans.stream()
                .map(PlanSpec::ofTime)
                .filter(plan -> !plan.windows().isEmpty())
                .toList();
        List<PlanSpec> ofTraining = plans.stream()
                .map(PlanSpec::ofTraining)
                .filter(plan -> !plan.windows().isEmpty())
                .toList();
        String published = options.topics().plans();
        if (published != null || !ofTime.isEmpty()) {
            EvaluationJob.Results results =
                    published == null ? fixed(environment, ofTime) : live(environment, ofTime, published);
            sink("", results.reports(), results.deadLetters(), results.diagnostics());
            // A plan with rules may come later.
            if (published != null
                    || ofTime.stream().anyMatch(plan -> !plan.alerts().isEmpty())) {
                sink(results.alerts(), "alerts", Outgoing.alerts(options));
            }
            String unmatched = options.topics().unmatched();
            if (unmatched != null) {
                sink(results.unmatched(), "unmatched", Outgoing.unmatched(unmatched, options));
            }
        }
        if (!ofTraining.isEmpty()) {
            TrainingJob.Results results = TrainingJob.build(ofTraining, training(environment, ofTraining), device);
            // Sinks of their own, so that they are chained to the windows.
            sink("training-", results.reports(), results.deadLetters(), results.diagnostics());
            if (ofTraining.stream().anyMatch(plan -> !plan.signals().isEmpty())) {
                sink(results.alerts(), "training-alerts", Outgoing.alerts(options));
            }
        }
    }

    private void sink(
            String prefix,
            DataStream<MetricReport> reports,
            DataStream<DeadLetter> deadLetters,
            DataStream<Diagnostics> diagnostics) {
        sink(reports, prefix + "metrics", Outgoing.reports(options.topics().metrics(), options));
        String latest = options.topics().latest();
        if (latest != null) {
            sink(reports, prefix + "latest", Outgoing.reports(latest, options));
        }
        sink(deadLetters, prefix + "dead-letters", Outgoing.deadLetters(options));
        sink(diagnostics, prefix + "diagnostics", Outgoing.diagnostics(options));
    }

    /** The job with plans that stay as they are. */
    private EvaluationJob.Results fixed(StreamExecutionEnvironment environment, List<PlanSpec> plans) {
        WatermarkStrategy<Incoming> watermarks = watermarks(EventTime.watermarks(maxOutOfOrderness(plans)));
        return EvaluationJob.build(
                plans,
                source(
                        environment,
                        "predictions",
                        options.topics().predictions(),
                        Intake.ofPredictions(plans, RecordReader.predictions(options, logs)),
                        watermarks),
                source(
                        environment,
                        "labels",
                        options.topics().labels(),
                        Intake.ofLabels(plans, RecordReader.labels(options, logs)),
                        watermarks),
                device);
    }

    /** The job with plans that are published while it runs. */
    private EvaluationJob.Results live(StreamExecutionEnvironment environment, List<PlanSpec> given, String topic) {
        PublishedPlans published = PublishedPlans.read(options, topic);
        List<PlanSpec> atStart = published.with(given);
        WatermarkStrategy<Arrived> watermarks = watermarks(EventTime.beforeIntake(
                maxOutOfOrderness(atStart), Plans.compile(atStart).maxAhead()));
        DataStreamSource<Published> plans = environment.fromSource(
                kafka("plans", topic, new PlanReader(), OffsetsInitializer.earliest()),
                WatermarkStrategy.noWatermarks(),
                "plans",
                IntakeSerializers.PUBLISHED);
        plans.setParallelism(1).uid("source-plans");
        return new LivePlans(given, atStart, published.offsets(), new PlanTexts())
                .build(
                        plans,
                        source(
                                environment,
                                "predictions",
                                options.topics().predictions(),
                                Intake.later(RecordReader.predictions(options, logs)),
                                watermarks),
                        source(
                                environment,
                                "labels",
                                options.topics().labels(),
                                Intake.later(RecordReader.labels(options, logs)),
                                watermarks),
                        device);
    }

    private DataStream<Incoming> training(StreamExecutionEnvironment environment, List<PlanSpec> plans) {
        Intake.OfTraining intake = new Intake.OfTraining(plans, RecordReader.training(options), device);
        String name = "training";
        KafkaSource<Incoming> kafka = kafka(name, options.topics().training(), intake, startingOffsets());
        return environment
                .fromSource(
                        new TrainingSource(kafka, intake),
                        WatermarkStrategy.noWatermarks(),
                        name,
                        intake.getProducedType())
                .uid("source-" + name);
    }

    private static Duration maxOutOfOrderness(List<PlanSpec> plans) {
        return Plans.compile(plans).maxOutOfOrderness();
    }

    private <T> WatermarkStrategy<T> watermarks(WatermarkStrategy<T> watermarks) {
        if (options.bounded()) {
            // A bounded input is never idle, only slow: its partitions end.
            return watermarks;
        }
        return watermarks.withIdleness(options.idleness()).withWatermarkAlignment(ALIGNMENT_GROUP, options.drift());
    }

    private <T> DataStream<T> source(
            StreamExecutionEnvironment environment,
            String name,
            String topic,
            Intake<?, T> intake,
            WatermarkStrategy<T> watermarks) {
        return environment
                .fromSource(kafka(name, topic, intake, startingOffsets()), watermarks, name, intake.getProducedType())
                .uid("source-" + name);
    }

    private <T> KafkaSource<T> kafka(
            String name, String topic, KafkaRecordDeserializationSchema<T> reader, OffsetsInitializer start) {
        KafkaSourceBuilder<T> source = KafkaSource.<T>builder()
                .setBootstrapServers(options.bootstrapServers())
                .setTopics(topic)
                .setGroupId(options.groupId())
                .setClientIdPrefix(options.groupId() + "-" + name)
                .setStartingOffsets(start)
                .setDeserializer(reader)
                // Few large fetches: the cost of a poll is per call, not per byte.
                .setProperty("max.poll.records", "10000")
                .setProperty("max.partition.fetch.bytes", "4194304")
                .setProperty("isolation.level", "read_committed")
                .setProperties(clientProperties());
        if (options.bounded()) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return source.build();
    }

    private <T extends SpecificRecord> void sink(DataStream<T> records, String name, Outgoing<T> outgoing) {
        records.sinkTo(KafkaSink.<T>builder()
                        .setBootstrapServers(options.bootstrapServers())
                        .setRecordSerializer(outgoing)
                        .setDeliveryGuarantee(options.delivery())
                        .setTransactionalIdPrefix(options.transactionalIdPrefix() + "-" + name)
                        .setTransactionNamingStrategy(
                                options.delivery() == DeliveryGuarantee.EXACTLY_ONCE
                                        ? TransactionNamingStrategy.POOLING
                                        : TransactionNamingStrategy.INCREMENTING)
                        .setProperty("compression.type", "zstd")
                        // As long as brokers allow by default; a restart that takes longer loses the transaction.
                        .setProperty("transaction.timeout.ms", "900000")
                        .setKafkaProducerConfig(clientProperties())
                        .build())
                .name(name)
                .uid("sink-" + name);
    }

    @SuppressWarnings("deprecation") // the connector takes this type and no other
    private OffsetsInitializer startingOffsets() {
        return switch (options.start()) {
            case COMMITTED -> OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST);
            case EARLIEST -> OffsetsInitializer.earliest();
            case LATEST -> OffsetsInitializer.latest();
        };
    }

    private Properties clientProperties() {
        Properties properties = new Properties();
        properties.putAll(options.client());
        return properties;
    }

    /** What a reader of the metrics topic sees after a failure, in a sentence. */
    public static String explain(DeliveryGuarantee delivery) {
        return switch (delivery) {
            case EXACTLY_ONCE ->
                "each report once, after the checkpoint it belongs to (isolation.level=read_committed)";
            case AT_LEAST_ONCE ->
                "reports at once; after a failure some again under the same key, the last of which counts";
            case NONE ->
                throw new IllegalArgumentException("delivery " + delivery.name().toLowerCase(Locale.ROOT)
                        + " loses reports; use exactly-once or at-least-once");
        };
    }
}
