package io.evalstream.operators.intake;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.RowCodec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.Slices;
import io.evalstream.operators.Plans;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.JoinIds;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Turns predictions into events of their plans, or turns them away. */
public final class PredictionIntake {

    private final Plans plans;
    private final Map<Plan, ColumnReader> readers = new HashMap<>();
    private final Map<Plan, RowCodec> codecs = new HashMap<>();

    public PredictionIntake(Plans plans) {
        this.plans = plans;
        for (Plan plan : plans.written()) {
            readers.put(plan, new ColumnReader(plan));
            codecs.put(plan, plan.codec(Input.Side.PREDICTION));
        }
    }

    /** The event that a prediction is, or why it is none. */
    public Incoming take(Prediction prediction, SourceRecord source) {
        String model = prediction.getModelId();
        long eventTime = prediction.getEventTime().toEpochMilli();
        Plan plan = plans.forModel(model, eventTime);
        if (plan == null) {
            return source.rejected(
                    Reason.UNKNOWN_MODEL.name(),
                    "no plan is for model '" + model + "'"
                            + (plans.knows(model) ? " at " + prediction.getEventTime() : "")
                            + "; list it under `models:` of a plan, or \"*\" for any model",
                    null);
        }
        if (prediction.getPredictionId().isEmpty()) {
            return source.rejected(
                    Reason.MISSING_FIELD.name(),
                    "prediction_id is empty; expected the id under which its label will come",
                    plan.name());
        }
        Incoming.Rejected early = source.fromTheFuture(
                "event_time", prediction.getEventTime(), plan.spec().eventTime().maxAhead(), plan.name());
        if (early != null) {
            return early;
        }
        Row row;
        try {
            row = reader(plan).read(prediction);
        } catch (DecodeException e) {
            return source.rejected(e.reason().name(), String.valueOf(e.getMessage()), plan.name());
        }
        Rejection rejection = plan.metrics().schema().check(Input.Side.PREDICTION, row);
        if (rejection != null) {
            return source.rejected(rejection.reason().name(), rejection.message(), plan.name());
        }
        SeriesKey series = SeriesKey.of(
                plan.id(),
                model,
                prediction.getModelVersion(),
                prediction.getStage(),
                prediction.getRunId(),
                prediction.getDataset(),
                "");
        String id = plan.spec().labels().scope() == LabelSpec.Scope.MODEL
                ? JoinIds.ofModel(model, prediction.getPredictionId())
                : JoinIds.ofTopic(prediction.getPredictionId());
        List<String> slices = Slices.of(plan.spec().slices(), prediction.getFeatures());
        return new Incoming.Prediction(
                series, id, eventTime, slices, codec(plan).encode(row));
    }

    private ColumnReader reader(Plan plan) {
        return Objects.requireNonNull(readers.get(plan));
    }

    private RowCodec codec(Plan plan) {
        return Objects.requireNonNull(codecs.get(plan));
    }
}
