package io.evalstream.jobs;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Serializers;
import io.evalstream.operators.training.TrainingWindowOperator;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.DeadLetter;
import io.evalstream.schemas.Diagnostics;
import io.evalstream.schemas.MetricReport;
import java.util.List;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The topology for training. Batches are folded where they are read.
 *
 * <pre>
 * training ─► key: series of a run ─► TrainingWindowOperator ─► reports, alerts
 * </pre>
 */
public final class TrainingJob {

    /** What comes out. */
    public record Results(
            SingleOutputStreamOperator<MetricReport> reports,
            DataStream<Alert> alerts,
            DataStream<DeadLetter> deadLetters,
            DataStream<Diagnostics> diagnostics) {}

    private TrainingJob() {}

    /**
     * Builds the job between its source and its sinks, for plans all of whose windows are of training.
     *
     * @param device what the source folds batches on
     */
    public static Results build(List<PlanSpec> plans, DataStream<Incoming> source, DeviceChoice device) {
        SingleOutputStreamOperator<Incoming.Training> training = source.process(
                        new Admission<>(Incoming.Training.class))
                .returns(Serializers.TRAINING)
                .name("admit training")
                .uid("admit-training");
        SingleOutputStreamOperator<MetricReport> reports = training.keyBy(
                        told -> told.from().series(), Serializers.SERIES)
                .transform(
                        "TrainingWindowOperator",
                        new AvroTypeInfo<>(MetricReport.class),
                        new TrainingWindowOperator(plans, device))
                .uid("training-windows");
        return new Results(
                reports,
                reports.getSideOutput(Outputs.ALERTS),
                training.getSideOutput(Outputs.DEAD_LETTERS),
                reports.getSideOutput(Outputs.DIAGNOSTICS));
    }
}
