package io.evalstream.jobs;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.PlanText;
import io.evalstream.operators.intake.Arrived;
import io.evalstream.operators.intake.LiveIntake;
import io.evalstream.operators.intake.PlanRegister;
import io.evalstream.operators.intake.Published;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.operators.stream.PlanSerializers;
import io.evalstream.operators.stream.Serializers;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The topology of a job whose plans change while it runs: that of {@link EvaluationJob}, with an intake behind the
 * sources, where a register tells every subtask of the plans.
 *
 * <pre>
 * plans ───────► PlanRegister ═╦═► LiveIntake ─► ...
 * predictions ─┴───────────────╫─┘
 * labels ──────────────────────╨─► LiveIntake ─► ...
 * </pre>
 *
 * From there on changes of plans travel in band, before the first prediction to which they matter.
 *
 * @param given the plans that the job was given
 * @param atStart those, and the ones published before it was started
 * @param readBefore by partition of the topic of plans, up to where those lay
 * @param text how plans are written down
 */
public record LivePlans(List<PlanSpec> given, List<PlanSpec> atStart, Map<Integer, Long> readBefore, PlanText text) {

    /**
     * Builds the job between its sources and its sinks.
     *
     * @param device what folds observations
     */
    public EvaluationJob.Results build(
            DataStream<Published> plans,
            DataStream<Arrived> predictions,
            DataStream<Arrived> labels,
            DeviceChoice device) {
        SingleOutputStreamOperator<PlanChange> changes = plans.connect(predictions
                        .filter(prediction -> false)
                        .name("event time")
                        .uid("event-time"))
                .transform(
                        "PlanRegister",
                        PlanSerializers.CHANGE,
                        new PlanRegister<Arrived>(given, atStart, readBefore, text))
                .uid("plan-register");
        changes.setParallelism(1);
        EvaluationJob.Results results = EvaluationJob.build(
                atStart,
                text,
                takenIn(predictions, changes, LiveIntake.ofPredictions(atStart, text), "predictions"),
                takenIn(labels, changes, LiveIntake.ofLabels(atStart, text), "labels"),
                device);
        return new EvaluationJob.Results(
                results.reports(),
                results.alerts(),
                results.deadLetters().union(changes.getSideOutput(Outputs.DEAD_LETTERS)),
                results.diagnostics(),
                results.unmatched());
    }

    private static DataStream<Incoming> takenIn(
            DataStream<Arrived> records, DataStream<PlanChange> changes, LiveIntake intake, String name) {
        return records.connect(changes.broadcast())
                .process(intake, Serializers.INCOMING)
                .name("take in " + name)
                .uid("take-in-" + name);
    }
}
