package io.evalstream.operators;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.JoinEntry.Reading;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.Observation;
import io.evalstream.schemas.Unmatched;
import java.util.ArrayList;
import java.util.List;
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
public final class LabelJoin extends AbstractStreamOperator<Joined>
        implements TwoInputStreamOperator<Incoming, Incoming.Label, Joined>,
                BoundedMultiInput,
                Triggerable<Integer, Long> {

    private static final long serialVersionUID = 1L;
    private static final int BUCKET_BITS = 12;
    /** 2^32 by the golden ratio, an odd number. */
    private static final int GOLDEN_RATIO = 0x9E3779B9;
    /** More distinct labels than this for one id are a defect of their source; the rest is counted and ignored. */
    private static final int MOST_LABELS = 64;

    private final List<PlanSpec> specs;
    private final @Nullable PlanText text;

    private transient PlanBook book;
    private transient Plans plans;
    private transient boolean hasToldPlans;
    private transient Pairing pairing;
    private transient JoinHorizon horizon;
    private transient JoinChanges changes;
    private transient OpenIds ids;
    private transient WatermarkMemory watermark;
    private transient Tally tally;
    private transient JoinClock clock;

    public LabelJoin(List<PlanSpec> specs) {
        this(specs, null);
    }

    /**
     * A join for plans that change while the job runs.
     *
     * @param text how plans are written down; null where they stay as they are
     */
    public LabelJoin(List<PlanSpec> specs, @Nullable PlanText text) {
        this.specs = List.copyOf(specs);
        this.text = text;
    }

    /** The key of what comes with the predictions. */
    public static int bucketOf(Incoming incoming) {
        if (incoming instanceof Incoming.Prediction prediction) {
            return bucketOf(prediction.id());
        } else if (incoming instanceof Incoming.Planned planned) {
            return planned.address();
        }
        throw new IllegalArgumentException("no prediction: " + incoming);
    }

    /** The key under which an id is joined. */
    public static int bucketOf(String id) {
        // The upper bits of a product (Fibonacci hashing): the ids of a bucket share no bits by which a map spreads
        // them.
        return (id.hashCode() * GOLDEN_RATIO) >>> (Integer.SIZE - BUCKET_BITS);
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        watermark = new WatermarkMemory(context);
        boolean keeps = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
        book = text == null ? PlanBook.fixed(specs) : PlanBook.restored(specs, text, context, keeps);
    }

    @Override
    public void open() throws Exception {
        super.open();
        changes = new JoinChanges(this::emit);
        clock = new JoinClock(book.plans().slack());
        plansChanged();
        InternalTimerService<Long> timers = getInternalTimerService("expiry", LongSerializer.INSTANCE, this);
        ids = new OpenIds(this, timers, plans.longestRetention());
        tally = new Tally("LabelJoin", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement1(StreamRecord<Incoming> element) throws Exception {
        if (element.getValue() instanceof Incoming.Prediction prediction) {
            take(prediction);
        } else if (element.getValue() instanceof Incoming.Planned planned && book.apply(planned.change())) {
            plansChanged();
            if (hasToldPlans) {
                output.collect(new StreamRecord<>(planned.change()));
            } else {
                tellPlans();
            }
        }
    }

    /** Tells the fold of all plans, as it remembers nothing. */
    private void tellPlans() {
        book.changes().forEach(change -> output.collect(new StreamRecord<>(change)));
        hasToldPlans = true;
    }

    private void plansChanged() {
        plans = book.plans();
        pairing = new Pairing(plans);
        horizon = new JoinHorizon(plans, book.isLive(), watermark);
        clock.slack(plans.slack());
    }

    private void take(Incoming.Prediction arrived) throws Exception {
        Plan plan = plans.find(arrived.series().plan());
        if (plan == null) {
            tally.count(PlanSpec.nameOf(arrived.series().plan()), "predictions_without_plan");
            return;
        }
        if (horizon.isLate(plan, arrived.eventTime())) {
            tally.count(plan.name(), "late_predictions");
            return;
        }
        pairing.touch(arrived.id(), arrived.series(), arrived.eventTime(), this::emit);
        JoinEntry entry = ids.get(arrived.id());
        boolean isNew = entry.isEmpty();
        JoinEntry.Prediction now =
                new JoinEntry.Prediction(arrived.series(), arrived.eventTime(), arrived.slices(), arrived.payload());
        JoinEntry.Settled settled = entry.settledOf(arrived.series());
        if (settled != null && horizon.isOpen(settled)) {
            tally.count(plan.name(), settled.isOf(now) ? "repeated_predictions" : "conflicting_predictions");
            return;
        }
        JoinEntry.Prediction before = entry.predictionOf(arrived.series());
        if (before != null && horizon.isOpen(before)) {
            tally.count(plan.name(), before.isSame(now) ? "repeated_predictions" : "conflicting_predictions");
            if (!now.precedes(before)) {
                if (!now.isSame(before)) {
                    changes.touch(arrived.id(), now);
                }
                return;
            }
            changes.retract(arrived.id(), before, horizon.read(entry, before));
        }
        List<Pairing.Pair> pairs = pairing.read(entry, horizon::isOpen);
        if (before != null) {
            entry.predictions().remove(before);
        }
        entry.predictions().add(now);
        Reading reading = horizon.read(entry, now);
        changes.add(arrived.id(), now, reading);
        pairing.change(arrived.id(), pairs, pairing.read(entry, horizon::isOpen), this::emit);
        settle(entry, now, reading);
        keep(arrived.id(), entry, isNew);
    }

    @Override
    public void processElement2(StreamRecord<Incoming.Label> element) throws Exception {
        Incoming.Label arrived = element.getValue();
        JoinEntry entry = ids.get(arrived.id());
        boolean isNew = entry.isEmpty();
        if (!horizon.isOpen(entry) && horizon.isLate(arrived.labelTime())) {
            tally.count("", "late_labels");
            return;
        }
        if (entry.labels().size() >= MOST_LABELS) {
            tally.count("", "ignored_labels");
            return;
        }
        for (JoinEntry.Settled settled : entry.settled()) {
            tally.count(PlanSpec.nameOf(settled.series().plan()), "ignored_labels");
        }
        List<JoinEntry.Prediction> predictions = List.copyOf(entry.predictions());
        List<Reading> before = new ArrayList<>(predictions.size());
        for (JoinEntry.Prediction prediction : predictions) {
            before.add(horizon.read(entry, prediction));
        }
        List<Pairing.Pair> pairs = pairing.read(entry, horizon::isOpen);
        entry.add(new JoinEntry.Label(arrived.labelTime(), arrived.payload(), 1, arrived.origin()));
        for (int i = 0; i < before.size(); i++) {
            JoinEntry.Prediction prediction = predictions.get(i);
            // One that has expired may still lie here, for the sake of another or until its timer comes.
            if (horizon.isOpen(prediction)) {
                Reading after = horizon.read(entry, prediction);
                changes.change(arrived.id(), prediction, before.get(i), after);
                settle(entry, prediction, after);
            }
        }
        pairing.change(arrived.id(), pairs, pairing.read(entry, horizon::isOpen), this::emit);
        keep(arrived.id(), entry, isNew);
    }

    @Override
    public void onEventTime(InternalTimer<Integer, Long> timer) throws Exception {
        for (String id : ids.takeDue(timer)) {
            JoinEntry entry = ids.get(id);
            long expiry = horizon.expiryOf(entry);
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
        book.snapshot();
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
            // An id comes up a while after it has expired, and what is told of it then depends on its plan.
            if (book.forget(combined - ids.longestDelay())) {
                plansChanged();
            }
            tally.publish(combined, record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
        }
    }

    /** Keeps of a prediction that has its label no more than its plan needs. */
    private void settle(JoinEntry entry, JoinEntry.Prediction prediction, Reading reading) {
        Plan plan = horizon.planOf(prediction.series());
        if (reading.winner() != null && plan != null && !plan.spec().labels().corrections()) {
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
            Plan plan = horizon.planOf(prediction.series());
            // One whose plan has been forgotten was kept for the sake of a label that came after its horizon.
            if (plan != null && horizon.read(entry, prediction).winner() == null) {
                tally.count(plan.name(), "unmatched_predictions");
                tellUnmatched(Unmatches.of(id, prediction));
            }
        }
    }

    private void tellUnmatched(Unmatched unmatched) {
        output.collect(Outputs.UNMATCHED, new StreamRecord<>(unmatched));
    }

    private void emit(Observation observation) {
        if (!hasToldPlans) {
            tellPlans();
        }
        output.collect(new StreamRecord<>(observation));
    }

    /** Stores an entry and sees to it that it is forgotten. */
    private void keep(String id, JoinEntry entry, boolean isNew) throws Exception {
        ids.put(id, entry);
        if (isNew) {
            ids.lookAtAfter(id, horizon.expiryOf(entry));
        }
    }
}
