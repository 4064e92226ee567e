package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.operators.JoinEntry.Reading;
import io.evalstream.operators.stream.SeriesKey;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long what lies in the join can change: by the plans, and by how far event time has come. */
final class JoinHorizon {

    /** Series whose plans are kept at hand. */
    private static final int MOST_SERIES = 10_000;

    private final Plans plans;
    private final boolean isLive;
    private final WatermarkMemory watermark;
    /** A series is asked for its plan several times for each event, and has it only as bytes. */
    private final Map<SeriesKey, Plan> known = new HashMap<>();

    /**
     * A horizon.
     *
     * @param isLive whether plans may end while the job runs
     */
    JoinHorizon(Plans plans, boolean isLive, WatermarkMemory watermark) {
        this.plans = plans;
        this.isLive = isLive;
        this.watermark = watermark;
    }

    /** The plan of a prediction; null where that has ended, and was forgotten since nothing can change it any more. */
    @Nullable
    Plan planOf(SeriesKey series) {
        Plan atHand = known.get(series);
        if (atHand != null) {
            return atHand;
        }
        Plan plan = plans.find(series.plan());
        if (plan != null) {
            if (known.size() >= MOST_SERIES) {
                known.clear();
            }
            known.put(series, plan);
        } else if (!isLive) {
            throw new IllegalStateException(
                    "prediction of " + series
                            + " was kept under a plan that the job no longer has; start it with that plan, or from a new state");
        }
        return plan;
    }

    /** What the labels say of a prediction that came within the plan's horizon. */
    Reading read(JoinEntry entry, JoinEntry.Prediction prediction) {
        Plan plan = planOf(prediction.series());
        return plan == null
                ? Reading.NONE
                : entry.read(
                        prediction.eventTime() + plan.spec().labels().horizon().toMillis());
    }

    /** Whether a prediction of this time comes when nothing can change it any more. */
    boolean isLate(Plan plan, long eventTime) {
        return eventTime + retention(plan) <= watermark.latest();
    }

    /** Whether a label of this time is too late for any prediction that is still to come. */
    boolean isLate(long labelTime) {
        return labelTime + plans.longestRetention() <= watermark.latest();
    }

    boolean isOpen(JoinEntry.Prediction prediction) {
        return isOpen(prediction.series(), prediction.eventTime());
    }

    boolean isOpen(JoinEntry.Settled settled) {
        return isOpen(settled.series(), settled.eventTime());
    }

    /** Whether a label may still change something that an entry holds. */
    boolean isOpen(JoinEntry entry) {
        for (JoinEntry.Prediction prediction : entry.predictions()) {
            if (isOpen(prediction)) {
                return true;
            }
        }
        for (JoinEntry.Settled settled : entry.settled()) {
            if (isOpen(settled)) {
                return true;
            }
        }
        return false;
    }

    /** When nothing can change an entry any more. */
    long expiryOf(JoinEntry entry) {
        long expiry = Long.MIN_VALUE;
        for (JoinEntry.Prediction prediction : entry.predictions()) {
            expiry = Math.max(expiry, expiryOf(prediction.series(), prediction.eventTime()));
        }
        for (JoinEntry.Settled settled : entry.settled()) {
            expiry = Math.max(expiry, expiryOf(settled.series(), settled.eventTime()));
        }
        for (JoinEntry.Label label : entry.labels()) {
            expiry = Math.max(expiry, label.labelTime() + plans.longestRetention());
        }
        return expiry;
    }

    private boolean isOpen(SeriesKey series, long eventTime) {
        return expiryOf(series, eventTime) > watermark.latest();
    }

    private long expiryOf(SeriesKey series, long eventTime) {
        Plan plan = planOf(series);
        return plan == null ? Long.MIN_VALUE : eventTime + retention(plan);
    }

    private static long retention(Plan plan) {
        return plan.spec().labels().retention();
    }
}
