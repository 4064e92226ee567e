package io.evalstream.operators.intake;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.Plans;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.JoinIds;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns labels into events, or turns them away. Which plan a label belongs to is known only once it has met its
 * prediction, so it is taken where at least one plan accepts it, with the columns that all of them read.
 */
public final class LabelIntake {

    private final Plans plans;
    private final List<ColumnReader> readers = new ArrayList<>();
    private final List<RowCodec> codecs = new ArrayList<>();

    public LabelIntake(Plans plans) {
        this.plans = plans;
        for (Plan plan : plans.written()) {
            readers.add(new ColumnReader(plan));
            codecs.add(plan.codec(Input.Side.LABEL));
        }
    }

    /** Hands out the events that a label is, one for each scope it serves, or one rejection. */
    public void take(Label label, SourceRecord source, Consumer<Incoming> out) {
        if (label.getPredictionId().isEmpty()) {
            out.accept(source.rejected(
                    Reason.MISSING_FIELD.name(), "prediction_id is empty; expected the id of the prediction", null));
            return;
        }
        Incoming.Rejected early = source.fromTheFuture("label_time", label.getLabelTime(), plans.maxAhead(), null);
        if (early != null) {
            out.accept(early);
            return;
        }
        SortedMap<Integer, Cell> cells = new TreeMap<>();
        Incoming.@Nullable Rejected rejected = fill(cells, label, source);
        if (rejected != null) {
            out.accept(rejected);
            return;
        }
        byte[] payload = RowCodec.encode(cells);
        long labelTime = label.getLabelTime().toEpochMilli();
        if (plans.uses(LabelSpec.Scope.TOPIC)) {
            String id = JoinIds.ofTopic(label.getPredictionId());
            out.accept(new Incoming.Label(id, labelTime, payload, source.origin()));
        }
        if (plans.uses(LabelSpec.Scope.MODEL)) {
            takeForModel(label, source, payload, out);
        }
    }

    private void takeForModel(Label label, SourceRecord source, byte[] payload, Consumer<Incoming> out) {
        if (label.getModelId() != null) {
            String id = JoinIds.ofModel(label.getModelId(), label.getPredictionId());
            out.accept(new Incoming.Label(id, label.getLabelTime().toEpochMilli(), payload, source.origin()));
        } else if (!plans.uses(LabelSpec.Scope.TOPIC)) {
            out.accept(source.rejected(
                    Reason.MISSING_FIELD.name(),
                    "the label carries no model_id, which the plan's `scope: model` needs; send it, or use `scope: topic`",
                    null));
        }
    }

    /** Adds the columns that the accepting plans read. Returns the first refusal where no plan accepts the label. */
    private Incoming.@Nullable Rejected fill(SortedMap<Integer, Cell> cells, Label label, SourceRecord source) {
        Incoming.@Nullable Rejected first = null;
        boolean accepted = false;
        for (int i = 0; i < readers.size(); i++) {
            Plan plan = plans.written().get(i);
            try {
                Row ofPlan = readers.get(i).read(label);
                Rejection rejection = plan.metrics().schema().check(Input.Side.LABEL, ofPlan);
                if (rejection == null) {
                    accepted = true;
                    codecs.get(i).collect(ofPlan, cells);
                } else if (first == null) {
                    first = source.rejected(rejection.reason().name(), rejection.message(), plan.name());
                }
            } catch (DecodeException e) {
                if (first == null) {
                    first = source.rejected(e.reason().name(), String.valueOf(e.getMessage()), plan.name());
                }
            }
        }
        return accepted ? null : first;
    }
}
