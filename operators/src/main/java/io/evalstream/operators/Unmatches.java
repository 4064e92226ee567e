package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Incoming.Origin;
import io.evalstream.operators.stream.JoinIds;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Unmatched;
import io.evalstream.schemas.UnmatchedSide;
import java.time.Instant;

/** Says what waited in vain in the join: many, where few labels come, so that builders with their checks would cost. */
final class Unmatches {

    private Unmatches() {}

    static Unmatched of(String id, JoinEntry.Prediction prediction) {
        SeriesKey series = prediction.series();
        return new Unmatched(
                UnmatchedSide.PREDICTION,
                JoinIds.predictionId(id),
                PlanSpec.nameOf(series.plan()),
                series.model(),
                series.version(),
                series.stage(),
                series.run(),
                series.dataset(),
                Instant.ofEpochMilli(prediction.eventTime()),
                "",
                -1,
                -1L);
    }

    static Unmatched of(String id, JoinEntry.Label label) {
        Origin origin = label.origin();
        return new Unmatched(
                UnmatchedSide.LABEL,
                JoinIds.predictionId(id),
                "",
                JoinIds.model(id),
                "",
                "",
                "",
                "",
                Instant.ofEpochMilli(label.labelTime()),
                origin.topic(),
                origin.partition(),
                origin.offset());
    }
}
