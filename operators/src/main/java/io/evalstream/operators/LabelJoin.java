package io.evalstream.operators;

import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.JoinEntry.Reading;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.Unmatched;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Joins labels to predictions by id, in whichever order they come.
 *
 * <p>Under an id lies the set of all that came: a prediction of each series, and every distinct label ({@link JoinEntry}).
 * Each arrival changes the set, and what goes on is the difference between what it said before and says now: rows added,
 * rows retracted, counts changed. So the sum of what goes on depends on the set alone, never on the order of arrival.
 *
 * <p>A label counts for a prediction if its time is no later than the prediction's plus the horizon. An id is forgotten
 * when the watermark says that nothing can change it any more: event time plus horizon plus slack. The watermark is
 * {@code min(predictions, labels + slack)}, where an idle input does not hold it back.
 *
 * <p>The key is a bucket of ids ({@link #bucketOf}), not an id: a bucket has one timer for each stretch of time, where
 * ids would have one each.
 */
public final class LabelJoin extends AbstractStreamOperator<Observation>
        implements TwoInputStreamOperator<Incoming.Prediction, Incoming.Label, Observation>,
                BoundedMultiInput,
                Triggerable<Integer, Long> {

    private static final long serialVersionUID = 1L;
    private static final int BUCKETS = 1 << 12;
    /** More distinct labels than this for one id are a defect of their source; the rest is counted and ignored. */
    private static final int MOST_LABELS = 64;

    private final List<PlanSpec> specs;

    private transient Plans plans;
    private transient Pairing pairing;
    private transient OpenIds ids;
    private transient WatermarkMemory watermark;
    private transient Tally tally;
    private transient JoinClock clock;

    public LabelJoin(List<PlanSpec> specs) {
        this.specs = List.copyOf(specs);
    }

    /** The key under which an id is joined. */
    public static int bucketOf(String id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 16)) & (BUCKETS - 1);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermark = new WatermarkMemory(context);
    }

    @Override
    public void open() throws Exception {
        super.open();
        plans = Plans.compile(specs);
        pairing = new Pairing(plans);
        InternalTimerService<Long> timers = getInternalTimerService("expiry", LongSerializer.INSTANCE, this);
        ids = new OpenIds(this, timers, plans.longestRetention());
        tally = new Tally("LabelJoin", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        clock = new JoinClock(plans.slack());
    }

    @Override
    public void processElement1(StreamRecord<Incoming.Prediction> element) throws Exception {
        Incoming.Prediction arrived = element.getValue();
        Plan plan = plans.find(arrived.series().plan());
        if (plan == null) {
            tally.count(arrived.series().plan(), "predictions_without_plan");
            return;
        }
        if (arrived.eventTime() + retention(plan) <= watermark.latest()) {
            tally.count(plan.name(), "late_predictions");
            return;
        }
        pairing.touch(arrived.id(), arrived.series(), arrived.eventTime(), this::emit);
        JoinEntry entry = ids.get(arrived.id());
        boolean isNew = entry.isEmpty();
        JoinEntry.Prediction now =
                new JoinEntry.Prediction(arrived.series(), arrived.eventTime(), arrived.slices(), arrived.payload());
        JoinEntry.Settled settled = entry.settledOf(arrived.series());
        if (settled != null && isOpen(settled.series(), settled.eventTime())) {
            tally.count(plan.name(), settled.isOf(now) ? "repeated_predictions" : "conflicting_predictions");
            return;
        }
        JoinEntry.Prediction before = entry.predictionOf(arrived.series());
        if (before != null && isOpen(before)) {
            tally.count(plan.name(), before.isSame(now) ? "repeated_predictions" : "conflicting_predictions");
            if (!now.precedes(before)) {
                if (!now.isSame(before)) {
                    // It counts for nothing, but touches its window and slices, as it does where the two come in the
                    // other order.
                    emit(arrived.id(), now, 0, Reading.NONE, null, 1);
                }
                return;
            }
            Reading displaced = read(entry, before);
            emit(arrived.id(), before, -1, displaced, displaced.winner(), -1);
        }
        List<Pairing.Pair> pairs = pairing.read(entry, this::isOpen);
        if (before != null) {
            entry.predictions().remove(before);
        }
        entry.predictions().add(now);
        Reading reading = read(entry, now);
        emit(arrived.id(), now, 1, reading, reading.winner(), 1);
        pairing.change(arrived.id(), pairs, pairing.read(entry, this::isOpen), this::emit);
        settle(entry, now, reading);
        keep(arrived.id(), entry, isNew);
    }

    @Override
    public void processElement2(StreamRecord<Incoming.Label> element) throws Exception {
        Incoming.Label arrived = element.getValue();
        JoinEntry entry = ids.get(arrived.id());
        boolean isNew = entry.isEmpty();
        long expiry = arrived.labelTime() + plans.longestRetention();
        boolean isOpen = entry.predictions().stream().anyMatch(this::isOpen)
                || entry.settled().stream().anyMatch(settled -> isOpen(settled.series(), settled.eventTime()));
        if (!isOpen && expiry <= watermark.latest()) {
            tally.count("", "late_labels");
            return;
        }
        if (entry.labels().size() >= MOST_LABELS) {
            tally.count("", "ignored_labels");
            return;
        }
        for (JoinEntry.Settled settled : entry.settled()) {
            tally.count(settled.series().plan(), "ignored_labels");
        }
        List<JoinEntry.Prediction> predictions = List.copyOf(entry.predictions());
        List<Reading> before = new ArrayList<>(predictions.size());
        for (JoinEntry.Prediction prediction : predictions) {
            before.add(read(entry, prediction));
        }
        List<Pairing.Pair> pairs = pairing.read(entry, this::isOpen);
        entry.add(new JoinEntry.Label(arrived.labelTime(), arrived.payload(), 1, arrived.origin()));
        for (int i = 0; i < before.size(); i++) {
            JoinEntry.Prediction prediction = predictions.get(i);
            // One that has expired may still lie here, for the sake of another or until its timer comes.
            if (isOpen(prediction)) {
                Reading after = read(entry, prediction);
                change(arrived.id(), prediction, before.get(i), after);
                settle(entry, prediction, after);
            }
        }
        pairing.change(arrived.id(), pairs, pairing.read(entry, this::isOpen), this::emit);
        keep(arrived.id(), entry, isNew);
    }

    @Override
    public void onEventTime(InternalTimer<Integer, Long> timer) throws Exception {
        for (String id : ids.takeDue(timer)) {
            JoinEntry entry = ids.get(id);
            long expiry = expiryOf(entry);
            if (expiry > timer.getTimestamp()) {
                ids.lookAtAfter(id, expiry);
            } else {
                ids.remove(id);
                tellUnmatched(id, entry);
            }
        }
    }

    @Override
    public void onProcessingTime(InternalTimer<Integer, Long> timer) {
        throw new IllegalStateException("the join registers no timers in processing time");
    }

    @Override
    public void processWatermark1(Watermark mark) throws Exception {
        clock.predictionsAt(mark.getTimestamp());
        advance();
    }

    @Override
    public void processWatermark2(Watermark mark) throws Exception {
        clock.labelsAt(mark.getTimestamp());
        advance();
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) throws Exception {
        boolean wasIdle = clock.isIdle();
        if (index == 0) {
            clock.predictionsIdle(status.isIdle());
        } else {
            clock.labelsIdle(status.isIdle());
            if (status.isIdle()) {
                tally.count("", "label_input_idle");
            }
        }
        announce(wasIdle);
        advance();
    }

    /**
     * An input that ended holds nothing back. Its last watermark may not say so: Flink passes none on while a source is
     * idle, also when the job is drained.
     */
    @Override
    public void endInput(int input) throws Exception {
        boolean wasIdle = clock.isIdle();
        if (input == 1) {
            clock.predictionsIdle(false);
            clock.predictionsAt(Long.MAX_VALUE);
        } else {
            clock.labelsIdle(false);
            clock.labelsAt(Long.MAX_VALUE);
        }
        announce(wasIdle);
        advance();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        watermark.snapshot();
    }

    private void announce(boolean wasIdle) {
        if (clock.isIdle() != wasIdle) {
            output.emitWatermarkStatus(wasIdle ? WatermarkStatus.ACTIVE : WatermarkStatus.IDLE);
        }
    }

    /** Moves event time on where the slower input allows it. */
    private void advance() throws Exception {
        long combined = clock.now();
        if (combined > watermark.latest()) {
            watermark.advance(combined);
            processWatermark(new Watermark(combined));
            tally.publish(combined, record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
        }
    }

    private Reading read(JoinEntry entry, JoinEntry.Prediction prediction) {
        LabelSpec labels = planOf(prediction.series()).spec().labels();
        return entry.read(prediction.eventTime() + labels.horizon().toMillis());
    }

    /** Keeps of a prediction that has its label no more than its plan needs. */
    private void settle(JoinEntry entry, JoinEntry.Prediction prediction, Reading reading) {
        if (reading.winner() != null
                && !planOf(prediction.series()).spec().labels().corrections()) {
            entry.settle(prediction);
        }
    }

    /** Counts what has waited in vain, and passes it on. */
    private void tellUnmatched(String id, JoinEntry entry) {
        if (entry.predictions().isEmpty() && entry.settled().isEmpty()) {
            tally.count("", "unmatched_labels");
            entry.labels().forEach(label -> tellUnmatched(Unmatches.of(id, label)));
        }
        for (JoinEntry.Prediction prediction : entry.predictions()) {
            if (read(entry, prediction).winner() == null) {
                tally.count(prediction.series().plan(), "unmatched_predictions");
                tellUnmatched(Unmatches.of(id, prediction));
            }
        }
    }

    private void tellUnmatched(Unmatched unmatched) {
        output.collect(Outputs.UNMATCHED, new StreamRecord<>(unmatched));
    }

    /** Passes on how a prediction's labels have changed. */
    private void change(String id, JoinEntry.Prediction prediction, Reading before, Reading after) {
        JoinEntry.Label old = before.winner();
        JoinEntry.Label now = after.winner();
        boolean sameRow = old == null ? now == null : now != null && old.isSame(now);
        if (!sameRow && old != null) {
            emit(id, prediction, 0, Reading.NONE, old, -1);
        }
        Reading counts =
                new Reading(null, after.duplicates() - before.duplicates(), after.corrections() - before.corrections());
        if (!sameRow) {
            emit(id, prediction, 0, counts, now, 1);
        } else if (counts.duplicates() != 0 || counts.corrections() != 0) {
            emit(id, prediction, 0, counts, null, 1);
        }
    }

    private void emit(
            String id,
            JoinEntry.Prediction prediction,
            int predictions,
            Reading counts,
            JoinEntry.@Nullable Label label,
            int sign) {
        emit(new Observation(
                prediction.series(),
                id,
                prediction.eventTime(),
                prediction.slices(),
                predictions,
                sign * counts.duplicates(),
                sign * counts.corrections(),
                label == null ? 0 : sign,
                prediction.payload(),
                label == null ? null : label.payload(),
                label == null ? 0 : Math.max(0, label.labelTime() - prediction.eventTime()),
                label == null ? null : label.origin()));
    }

    private void emit(Observation observation) {
        output.collect(new StreamRecord<>(observation));
    }

    /** Stores an entry and sees to it that it is forgotten. */
    private void keep(String id, JoinEntry entry, boolean isNew) throws Exception {
        ids.put(id, entry);
        if (isNew) {
            ids.lookAtAfter(id, expiryOf(entry));
        }
    }

    /** When nothing can change an entry any more. */
    private long expiryOf(JoinEntry entry) {
        long expiry = Long.MIN_VALUE;
        for (JoinEntry.Prediction prediction : entry.predictions()) {
            expiry = Math.max(expiry, prediction.eventTime() + retention(planOf(prediction.series())));
        }
        for (JoinEntry.Settled settled : entry.settled()) {
            expiry = Math.max(expiry, settled.eventTime() + retention(planOf(settled.series())));
        }
        for (JoinEntry.Label label : entry.labels()) {
            expiry = Math.max(expiry, label.labelTime() + plans.longestRetention());
        }
        return expiry;
    }

    private boolean isOpen(JoinEntry.Prediction prediction) {
        return isOpen(prediction.series(), prediction.eventTime());
    }

    private boolean isOpen(SeriesKey series, long eventTime) {
        return eventTime + retention(planOf(series)) > watermark.latest();
    }

    private Plan planOf(SeriesKey series) {
        return Objects.requireNonNull(
                plans.find(series.plan()),
                () -> "prediction of "
                        + series
                        + " was kept under a plan that the job no longer has; start it with that plan, or"
                        + " from a new state");
    }

    private static long retention(Plan plan) {
        return plan.spec().labels().retention();
    }
}
