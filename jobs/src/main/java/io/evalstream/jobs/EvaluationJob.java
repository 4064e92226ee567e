package io.evalstream.jobs;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.FoldOperator;
import io.evalstream.operators.LabelJoin;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.PlanText;
import io.evalstream.operators.WindowOperator;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.Unmatched;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * The topology.
 *
 * <pre>
 * predictions ─┐ key: bucket of the id
 *              ├─► LabelJoin ─► FoldOperator ─► key: series ─► WindowOperator ─► reports, alerts
 * labels ──────┘
 * </pre>
 *
 * What is turned away on the way, and counts that depend on arrival, leave at the side.
 */
public final class EvaluationJob {

    /** Key groups of all keyed state. It has many divisors, and cannot change while there is state to keep. */
    public static final int MAX_PARALLELISM = 360;

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** What comes out. */
    public record Results(
            SingleOutputStreamOperator<MetricReport> reports,
            DataStream<Alert> alerts,
            DataStream<DeadLetter> deadLetters,
            DataStream<Diagnostics> diagnostics,
            DataStream<Unmatched> unmatched) {}

    private EvaluationJob() {}

    /** Sets what every job needs of its environment, and refuses what would break its guarantees. */
    public static void prepare(StreamExecutionEnvironment environment) {
        if (environment.getConfiguration().get(CheckpointingOptions.ENABLE_UNALIGNED)) {
            throw new IllegalArgumentException("unaligned checkpoints are on ("
                    + CheckpointingOptions.ENABLE_UNALIGNED.key() + "); rows would overtake the barrier before which"
                    + " the fold is flushed, so set it to false");
        }
        environment.setMaxParallelism(MAX_PARALLELISM);
        environment.getConfig().enableObjectReuse();
        environment.configure(new Configuration()
                .set(PipelineOptions.GENERIC_TYPES, false)
                .set(PipelineOptions.AUTO_GENERATE_UIDS, false));
    }

    /**
     * Builds the job between its sources and its sinks.
     *
     * @param device what folds observations
     */
    public static Results build(
            List<PlanSpec> plans,
            DataStream<Incoming> predictionSource,
            DataStream<Incoming> labelSource,
            DeviceChoice device) {
        return build(plans, null, predictionSource, labelSource, device);
    }

    /**
     * Builds the job for plans that change while it runs.
     *
     * @param text how plans are written down; null where they stay as they are
     * @param predictionSource predictions, and changes of plans before the first prediction to which they matter
     */
    static Results build(
            List<PlanSpec> plans,
            @Nullable PlanText text,
            DataStream<Incoming> predictionSource,
            DataStream<Incoming> labelSource,
            DeviceChoice device) {
        SingleOutputStreamOperator<Incoming> predictions = predictionSource
                .process(new Admission<>(Incoming.class))
                .returns(Serializers.INCOMING)
                .name("admit predictions")
                .uid("admit-predictions");
        SingleOutputStreamOperator<Incoming.Label> labels = labelSource
                .process(new Admission<>(Incoming.Label.class))
                .returns(Serializers.LABEL)
                .name("admit labels")
                .uid("admit-labels");
        SingleOutputStreamOperator<Joined> observations = predictions
                .connect(labels)
                .keyBy(arrived -> LabelJoin.bucketOf(arrived), label -> LabelJoin.bucketOf(label.id()), Types.INT)
                .transform("LabelJoin", PlanSerializers.JOINED, new LabelJoin(plans, text))
                .uid("label-join");
        SingleOutputStreamOperator<Folded> partials = observations
                .transform("FoldOperator", PlanSerializers.FOLDED, new FoldOperator(plans, text, LONGEST_WAIT, device))
                .uid("fold");
        SingleOutputStreamOperator<MetricReport> reports = partials.keyBy(Folded::series, Serializers.SERIES)
                .transform(
                        "WindowOperator",
                        new AvroTypeInfo<>(MetricReport.class),
                        new WindowOperator(plans, text, device))
                .uid("windows");
        return new Results(
                reports,
                reports.getSideOutput(Outputs.ALERTS),
                predictions
                        .getSideOutput(Outputs.DEAD_LETTERS)
                        .union(
                                labels.getSideOutput(Outputs.DEAD_LETTERS),
                                partials.getSideOutput(Outputs.DEAD_LETTERS)),
                observations.getSideOutput(Outputs.DIAGNOSTICS).union(reports.getSideOutput(Outputs.DIAGNOSTICS)),
                observations.getSideOutput(Outputs.UNMATCHED));
    }
}
