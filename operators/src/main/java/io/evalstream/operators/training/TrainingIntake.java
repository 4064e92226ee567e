package io.evalstream.operators.training;

import io.evalstream.metrics.batch.Block;
import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.Plans;
import io.evalstream.operators.intake.SourceRecord;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.EndOfEpoch;
import io.evalstream.schemas.EvaluationBatch;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.TrainingEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes in what ranks tell. A batch goes from its tensors to columns and is folded here, so that only its state travels
 * on. One with a row that is not accepted goes to the dead letters as a whole; that it came is passed on, since its rank
 * counts it.
 */
public final class TrainingIntake {

    private final Plans plans;
    private final Map<Plan, BlockReader> readers = new HashMap<>();
    private final Map<Plan, BatchFold> folds = new HashMap<>();

    /**
     * An intake.
     *
     * @param devices what folds the batches of a plan
     */
    public TrainingIntake(Plans plans, Function<Plan, Device> devices) {
        this.plans = plans;
        for (Plan plan : plans.all()) {
            readers.put(plan, new BlockReader(plan));
            folds.put(plan, new BatchFold(plan, devices.apply(plan)));
        }
    }

    /** Bytes that the device holds for it outside of the heap; for any thread. */
    public long nativeBytes() {
        return folds.values().stream().mapToLong(BatchFold::nativeBytes).sum();
    }

    /** Hands out what an event is, and why it is not all that it should be. */
    public void take(TrainingEvent event, SourceRecord source, Consumer<Incoming> out) {
        Plan plan = plans.forModel(event.getModelId(), event.getEventTime().toEpochMilli());
        if (plan == null) {
            out.accept(source.rejected(
                    Reason.UNKNOWN_MODEL.name(),
                    "no plan with windows of steps or epochs is for model '" + event.getModelId()
                            + "'; list it under `models:` of one, or \"*\" for any model",
                    null));
            return;
        }
        Incoming.Rejected rejected = check(event, source, plan.name());
        if (rejected != null) {
            out.accept(rejected);
            return;
        }
        Incoming.Sender from = new Incoming.Sender(
                SeriesKey.of(
                        plan.name(),
                        event.getModelId(),
                        event.getModelVersion(),
                        event.getStage(),
                        event.getRunId(),
                        event.getDataset(),
                        ""),
                event.getAttempt(),
                event.getEpoch(),
                event.getRank(),
                event.getWorldSize(),
                event.getEventTime().toEpochMilli());
        if (event.getBody() instanceof EvaluationBatch batch) {
            take(batch, plan, from, source, out);
        } else {
            EndOfEpoch end = (EndOfEpoch) event.getBody();
            out.accept(new Incoming.EndOfEpoch(from, end.getBatches(), end.getRows()));
        }
    }

    private void take(
            EvaluationBatch batch, Plan plan, Incoming.Sender from, SourceRecord source, Consumer<Incoming> out) {
        String where = "step " + batch.getStep() + " of epoch " + from.epoch() + ", rank " + from.rank() + ": ";
        Incoming.Rejected rejected = null;
        Block block = null;
        try {
            block = Objects.requireNonNull(readers.get(plan)).read(batch.getTensors());
            Rejection rejection = block.check();
            if (rejection != null) {
                rejected = source.rejected(rejection.reason().name(), where + rejection.message(), plan.name());
            }
        } catch (DecodeException e) {
            rejected = source.rejected(e.reason().name(), where + e.getMessage(), plan.name());
        }
        if (block == null || rejected != null) {
            out.accept(Objects.requireNonNull(rejected));
            out.accept(Incoming.FoldedBatch.refused(from, batch.getStep()));
        } else {
            byte[] state = Objects.requireNonNull(folds.get(plan)).fold(block, batch.getStep(), from.rank());
            out.accept(new Incoming.FoldedBatch(from, batch.getStep(), block.rows(), state));
        }
    }

    private static Incoming.@Nullable Rejected check(TrainingEvent event, SourceRecord source, String plan) {
        if (event.getRunId().isEmpty() || event.getStage().isEmpty()) {
            return source.rejected(
                    Reason.MISSING_FIELD.name(),
                    (event.getRunId().isEmpty() ? "run_id" : "stage")
                            + " is empty; expected which run it is, and which loop of it, such as train",
                    plan);
        }
        String wrong = null;
        if (event.getWorldSize() < 1) {
            wrong = "world_size is " + event.getWorldSize() + "; expected at least 1";
        } else if (event.getRank() < 0 || event.getRank() >= event.getWorldSize()) {
            wrong = "rank is " + event.getRank() + "; expected one from 0 to " + (event.getWorldSize() - 1)
                    + ", since world_size is " + event.getWorldSize();
        } else if (event.getEpoch() < 0 || event.getAttempt() < 0) {
            wrong = "epoch is " + event.getEpoch() + " and attempt " + event.getAttempt()
                    + "; expected none of them negative";
        } else if (event.getBody() instanceof EvaluationBatch batch && batch.getStep() < 0) {
            wrong = "step is " + batch.getStep() + "; expected one that is not negative";
        } else if (event.getBody() instanceof EndOfEpoch end && (end.getBatches() < 0 || end.getRows() < 0)) {
            wrong = "batches are " + end.getBatches() + " and rows " + end.getRows()
                    + "; expected none of them negative";
        }
        return wrong == null ? null : source.rejected(Reason.OUT_OF_RANGE.name(), wrong, plan);
    }
}
