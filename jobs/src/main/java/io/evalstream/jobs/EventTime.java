package io.evalstream.jobs;

import io.evalstream.operators.intake.Arrived;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.flink.api.common.eventtime.BoundedOutOfOrdernessWatermarks;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** Event time of what comes in: a prediction's own time, a label's label time. What was turned away has none. */
public final class EventTime {

    private EventTime() {}

    /** Watermarks that trail the largest time by the disorder that is allowed. */
    public static WatermarkStrategy<Incoming> watermarks(Duration maxOutOfOrderness) {
        return WatermarkStrategy.<Incoming>forGenerator(context ->
                        new OfAdmitted<Incoming>(maxOutOfOrderness, one -> !(one instanceof Incoming.Rejected)))
                .withTimestampAssigner((incoming, timestamp) -> of(incoming, timestamp));
    }

    /**
     * The same for records that are taken in later.
     *
     * @param maxAhead how far a record's time may lie after its timestamp to move event time
     */
    public static WatermarkStrategy<Arrived> beforeIntake(Duration maxOutOfOrderness, Duration maxAhead) {
        return WatermarkStrategy.<Arrived>forGenerator(context ->
                        new OfAdmitted<Arrived>(maxOutOfOrderness, one -> isCredible(one, maxAhead.toMillis())))
                .withTimestampAssigner((arrived, timestamp) ->
                        arrived instanceof Arrived.Decoded decoded ? of(decoded, timestamp) : timestamp);
    }

    private static long of(Arrived.Decoded decoded, long otherwise) {
        if (decoded.record() instanceof Prediction prediction) {
            return prediction.getEventTime().toEpochMilli();
        } else if (decoded.record() instanceof Label label) {
            return label.getLabelTime().toEpochMilli();
        }
        return otherwise;
    }

    private static boolean isCredible(Arrived arrived, long maxAhead) {
        if (!(arrived instanceof Arrived.Decoded decoded)) {
            return false;
        }
        long written = decoded.source().timestamp();
        return written < 0 || of(decoded, written) - written <= maxAhead;
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
    private static final class OfAdmitted<T> implements WatermarkGenerator<T> {

        private final BoundedOutOfOrdernessWatermarks<T> bounded;
        private final Predicate<T> isAdmitted;

        OfAdmitted(Duration maxOutOfOrderness, Predicate<T> isAdmitted) {
            bounded = new BoundedOutOfOrdernessWatermarks<>(maxOutOfOrderness);
            this.isAdmitted = isAdmitted;
        }

        @Override
        public void onEvent(T incoming, long timestamp, WatermarkOutput output) {
            if (isAdmitted.test(incoming)) {
                bounded.onEvent(incoming, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            bounded.onPeriodicEmit(output);
        }
    }
}
