package io.evalstream.jobs.kafka;

import io.evalstream.jobs.EvaluationJob;
import io.evalstream.jobs.EventTime;
import io.evalstream.jobs.TrainingJob;
import io.evalstream.jobs.serving.ServingLogs;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Plans;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.MetricReport;
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
import org.apache.flink.streaming.api.datastream.DataStream;
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
        if (!ofTime.isEmpty()) {
            EvaluationJob.Results results = EvaluationJob.build(
                    ofTime,
                    source(
                            environment,
                            "predictions",
                            options.topics().predictions(),
                            Intake.ofPredictions(ofTime, RecordReader.predictions(options, logs)),
                            watermarks(ofTime)),
                    source(
                            environment,
                            "labels",
                            options.topics().labels(),
                            Intake.ofLabels(ofTime, RecordReader.labels(options, logs)),
                            watermarks(ofTime)),
                    device);
            sink("", results.reports(), results.deadLetters(), results.diagnostics());
            if (ofTime.stream().anyMatch(plan -> !plan.alerts().isEmpty())) {
                sink(results.alerts(), "alerts", Outgoing.alerts(options));
            }
            String unmatched = options.topics().unmatched();
            if (unmatched != null) {
                sink(results.unmatched(), "unmatched", Outgoing.unmatched(unmatched, options));
            }
        }
        if (!ofTraining.isEmpty()) {
            TrainingJob.Results results = TrainingJob.build(
                    ofTraining,
                    source(
                            environment,
                            "training",
                            options.topics().training(),
                            Intake.ofTraining(ofTraining, RecordReader.training(options), device),
                            WatermarkStrategy.noWatermarks()),
                    device);
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

    private WatermarkStrategy<Incoming> watermarks(List<PlanSpec> ofTime) {
        WatermarkStrategy<Incoming> watermarks =
                EventTime.watermarks(Plans.compile(ofTime).maxOutOfOrderness());
        if (options.bounded()) {
            // A bounded input is never idle, only slow: its partitions end.
            return watermarks;
        }
        return watermarks.withIdleness(options.idleness()).withWatermarkAlignment(ALIGNMENT_GROUP, options.drift());
    }

    private DataStream<Incoming> source(
            StreamExecutionEnvironment environment,
            String name,
            String topic,
            Intake<?> intake,
            WatermarkStrategy<Incoming> watermarks) {
        KafkaSourceBuilder<Incoming> source = KafkaSource.<Incoming>builder()
                .setBootstrapServers(options.bootstrapServers())
                .setTopics(topic)
                .setGroupId(options.groupId())
                .setClientIdPrefix(options.groupId() + "-" + name)
                .setStartingOffsets(startingOffsets())
                .setDeserializer(intake)
                // Few large fetches: the cost of a poll is per call, not per byte.
                .setProperty("max.poll.records", "10000")
                .setProperty("max.partition.fetch.bytes", "4194304")
                .setProperty("isolation.level", "read_committed")
                .setProperties(clientProperties());
        if (options.bounded()) {
            source.setBounded(OffsetsInitializer.latest());
        }
        return environment
                .fromSource(source.build(), watermarks, name, Serializers.INCOMING)
                .uid("source-" + name);
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
