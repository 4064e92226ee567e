package io.evalstream.operators.intake;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.PlanBook;
import io.evalstream.operators.PlanText;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.KeyGroups;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.util.List;
import java.util.Objects;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.CoProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Takes records in under the plans of the moment: records on the first input, changes of plans on the second, which every
 * subtask gets. A change goes on to all subtasks of the join, before the first prediction that was taken in under it.
 */
public final class LiveIntake extends CoProcessFunction<Arrived, PlanChange, Incoming> implements CheckpointedFunction {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;
    private final PlanText text;
    private final boolean tells;

    private transient @Nullable PlanBook book;
    private transient @Nullable PredictionIntake predictions;
    private transient @Nullable LabelIntake labels;

    private LiveIntake(List<PlanSpec> specs, PlanText text, boolean tells) {
        this.specs = List.copyOf(specs);
        this.text = text;
        this.tells = tells;
    }

    public static LiveIntake ofPredictions(List<PlanSpec> specs, PlanText text) {
        return new LiveIntake(specs, text, true);
    }

    /** Labels do not say which plan they belong to, so the join need not learn of plans with them. */
    public static LiveIntake ofLabels(List<PlanSpec> specs, PlanText text) {
        return new LiveIntake(specs, text, false);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
        boolean keeps = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        book = PlanBook.restored(specs, text, context, keeps);
        plansChanged();
    }

    @Override
    public void processElement1(Arrived arrived, Context context, Collector<Incoming> out) {
        if (arrived instanceof Arrived.Unreadable unreadable) {
            out.collect(unreadable.rejected());
        } else if (arrived instanceof Arrived.Decoded decoded) {
            if (decoded.record() instanceof Prediction prediction) {
                out.collect(Objects.requireNonNull(predictions).take(prediction, decoded.source()));
            } else if (decoded.record() instanceof Label label) {
                Objects.requireNonNull(labels).take(label, decoded.source(), out::collect);
            }
        }
    }

    @Override
    public void processElement2(PlanChange change, Context context, Collector<Incoming> out) {
        PlanBook known = Objects.requireNonNull(book);
        known.forget(context.timerService().currentWatermark());
        if (!known.apply(change)) {
            return;
        }
        plansChanged();
        if (tells) {
            int maxParallelism = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
            for (int address : KeyGroups.ofJoin(maxParallelism)) {
                out.collect(new Incoming.Planned(change, address));
            }
        }
    }

    private void plansChanged() {
        PlanBook known = Objects.requireNonNull(book);
        if (tells) {
            predictions = new PredictionIntake(known.plans());
        } else {
            labels = new LabelIntake(known.plans());
        }
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) throws Exception {
        Objects.requireNonNull(book).snapshot();
    }
}
