package io.evalstream.jobs;

import io.evalstream.operators.stream.Incoming;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Event time of what comes in: a prediction's own time, a label's label time. What was turned away has none. */
public final class EventTime {

    private EventTime() {}

    /** Watermarks that trail the largest time by the disorder that is allowed. */
    public static WatermarkStrategy<Incoming> watermarks(Duration maxOutOfOrderness) {
        return WatermarkStrategy.<Incoming>forGenerator(context -> new OfAdmitted(maxOutOfOrderness))
                .withTimestampAssigner((incoming, timestamp) -> of(incoming, timestamp));
    }

    private static long of(Incoming incoming, long otherwise) {
        if (incoming instanceof Incoming.Prediction prediction) {
            return prediction.eventTime();
        } else if (incoming instanceof Incoming.Label label) {
            return label.labelTime();
        }
        return otherwise;
    }

    /** A record that was turned away, one from the future say, must not move event time. */
    private static final class OfAdmitted implements WatermarkGenerator<Incoming> {

        private final BoundedOutOfOrdernessWatermarks<Incoming> bounded;

        OfAdmitted(Duration maxOutOfOrderness) {
            bounded = new BoundedOutOfOrdernessWatermarks<>(maxOutOfOrderness);
        }

        @Override
        public void onEvent(Incoming incoming, long timestamp, WatermarkOutput output) {
            if (!(incoming instanceof Incoming.Rejected)) {
                bounded.onEvent(incoming, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            bounded.onPeriodicEmit(output);
        }
    }
}
