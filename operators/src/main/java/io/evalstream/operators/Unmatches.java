package io.evalstream.operators;

import io.evalstream.operators.stream.Incoming.Origin;
import io.evalstream.operators.stream.JoinIds;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Unmatched;
import io.evalstream.schemas.UnmatchedSide;
import java.time.Instant;

/** Says what waited in vain in the join. */
final class Unmatches {

    private Unmatches() {}

    static Unmatched of(String id, JoinEntry.Prediction prediction) {
        SeriesKey series = prediction.series();
        return Unmatched.newBuilder()
                .setSide(UnmatchedSide.PREDICTION)
                .setPredictionId(JoinIds.predictionId(id))
                .setPlan(series.plan())
                .setModelId(series.model())
                .setModelVersion(series.version())
                .setStage(series.stage())
                .setRunId(series.run())
                .setDataset(series.dataset())
                .setEventTime(Instant.ofEpochMilli(prediction.eventTime()))
                .build();
    }

    static Unmatched of(String id, JoinEntry.Label label) {
        Origin origin = label.origin();
        return Unmatched.newBuilder()
                .setSide(UnmatchedSide.LABEL)
                .setPredictionId(JoinIds.predictionId(id))
                .setModelId(JoinIds.model(id))
                .setEventTime(Instant.ofEpochMilli(label.labelTime()))
                .setTopic(origin.topic())
                .setPartition(origin.partition())
                .setOffset(origin.offset())
                .build();
    }
}
