package io.evalstream.operators.training;

import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.DeviceChoice;
import io.evalstream.operators.DeviceStates;
import io.evalstream.operators.KeyedStates;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.Plans;
import io.evalstream.operators.Tally;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Incoming.EndOfEpoch;
import io.evalstream.operators.stream.Incoming.FoldedBatch;
import io.evalstream.operators.stream.Incoming.Sender;
import io.evalstream.operators.stream.SeriesKey;
import io.evalstream.schemas.MetricReport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Puts the batches of all ranks together to steps and epochs, and reports them.
 *
 * <p>A step is reported when it has come from every rank. An epoch is final when every rank has sent as many batches and
 * rows as its marker says, which is looked at whenever a batch or a marker comes. What a rank sends comes in order, so a
 * complete epoch ends those before it; they lack something that will not come any more. An epoch of which nothing comes
 * for the plan's timeout, by the clock, is given up. Whatever is reported without being complete says what it lacks.
 *
 * <p>Each batch is known by its tag, so that one that comes again counts once. The highest attempt of a run wins: it drops
 * what lower ones left open. Of a final epoch only its number is kept, and of a run nothing when it has long been silent.
 */
public final class TrainingWindowOperator extends AbstractStreamOperator<MetricReport>
        implements OneInputStreamOperator<Incoming.Training, MetricReport>, Triggerable<SeriesKey, Tag> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;
    private final DeviceChoice device;

    private transient DeviceStates<Tag> states;
    private transient Map<String, EpochStore> stores;
    private transient Map<String, TrainingReports> reports;
    private transient InternalTimerService<Tag> timers;
    private transient Tally tally;
    private transient long latestEvent;

    /**
     * Windows of plans that have some of training.
     *
     * @param device what folds the batches, and holds the wide states of epochs and steps
     */
    public TrainingWindowOperator(List<PlanSpec> specs, DeviceChoice device) {
        this.specs = List.copyOf(specs);
        this.device = device;
    }

    @Override
    public void open() throws Exception {
        super.open();
        timers = getInternalTimerService("training", new ProgressSerializers.OfTag(), this);
        states = new DeviceStates<>(device, this, getMetricGroup());
        stores = new HashMap<>();
        reports = new HashMap<>();
        for (Plan plan : Plans.compile(specs).all()) {
            DeviceChoice.Chosen chosen = states.open(plan);
            LOG.info("Epochs of plan {} are on {}", plan.id(), chosen);
            KeyedStates<Tag> keyed = EpochStore.states(plan, getKeyedStateStore());
            EpochStore store = new EpochStore(plan, getKeyedStateStore(), states.on(chosen.device(), plan, keyed));
            stores.put(plan.name(), store);
            reports.put(
                    plan.name(),
                    new TrainingReports(
                            store,
                            new Tracker(plan, getKeyedStateStore()),
                            chosen.device().name(),
                            report -> output.collect(
                                    new StreamRecord<>(report, report.getTick().toEpochMilli())),
                            alert -> output.collect(
                                    Outputs.ALERTS,
                                    new StreamRecord<>(alert, alert.getTick().toEpochMilli()))));
        }
        tally = new Tally(
                "TrainingWindowOperator", getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        latestEvent = Long.MIN_VALUE;
    }

    @Override
    public void processElement(StreamRecord<Incoming.Training> element) throws Exception {
        Incoming.Training told = element.getValue();
        Sender from = told.from();
        String plan = from.series().plan();
        EpochStore store = stores.get(plan);
        if (store == null) {
            tally.count(plan, "training_without_plan");
            return;
        }
        latestEvent = Math.max(latestEvent, from.eventTime());
        long now = timers.currentProcessingTime();
        Progress.OfRun run = enter(store, from, now);
        if (from.attempt() < run.attempt()) {
            tally.count(plan, "of_earlier_attempts");
            return;
        }
        if (from.epoch() <= run.closedThrough()) {
            tally.count(plan, "after_end_of_epoch");
            return;
        }
        Progress.OfEpoch epoch = open(store, from, now);
        if (told instanceof FoldedBatch batch) {
            epoch = add(store, epoch, batch);
        } else if (told instanceof EndOfEpoch end) {
            Progress.OfRank rank = store.rank(from.epoch(), from.rank());
            epoch = change(store, epoch, from, rank, rank.said(end.batches(), end.rows()));
        }
        store.put(from.epoch(), epoch);
        if (epoch.isComplete()) {
            closeThrough(store, from.series(), from.epoch());
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        states.writeBack();
    }

    @Override
    public void close() throws Exception {
        if (states != null) {
            states.close();
        }
        super.close();
    }

    @Override
    public void onProcessingTime(InternalTimer<SeriesKey, Tag> timer) throws Exception {
        EpochStore store = stores.get(timer.getKey().plan());
        if (store == null) {
            return;
        }
        if (timer.getNamespace().equals(Tag.RUN)) {
            forget(store, timer.getTimestamp());
        } else {
            giveUp(store, timer.getKey(), timer.getNamespace().epoch(), timer.getTimestamp());
        }
    }

    /** The input has ended: what is open stays incomplete. */
    @Override
    public void onEventTime(InternalTimer<SeriesKey, Tag> timer) throws Exception {
        EpochStore store = stores.get(timer.getKey().plan());
        if (store != null) {
            closeThrough(store, timer.getKey(), timer.getNamespace().epoch());
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        publishTally();
    }

    @Override
    public void finish() throws Exception {
        publishTally();
        super.finish();
    }

    /** Notes that something of a run has come; a higher attempt begins it anew. */
    private Progress.OfRun enter(EpochStore store, Sender from, long now) throws Exception {
        Progress.OfRun run = store.run();
        if (run != null && from.attempt() <= run.attempt()) {
            run = run.arrived(now);
        } else {
            long deadline = now + store.plan().spec().training().keep().toMillis();
            if (run != null) {
                tally.count(store.plan().name(), "attempts_replaced");
                abandon(store, run);
            }
            run = Progress.OfRun.begin(from.attempt(), now, deadline);
            timers.registerProcessingTimeTimer(Tag.RUN, deadline);
        }
        store.put(run);
        return run;
    }

    private Progress.OfEpoch open(EpochStore store, Sender from, long now) throws Exception {
        Progress.OfEpoch epoch = store.epoch(from.epoch());
        if (epoch == null) {
            long deadline = now + store.plan().spec().training().timeout().toMillis();
            epoch = Progress.OfEpoch.begin(deadline);
            timers.registerProcessingTimeTimer(Tag.ofEpoch(from.epoch()), deadline);
            timers.registerEventTimeTimer(Tag.ofEpoch(from.epoch()), Long.MAX_VALUE);
        }
        return epoch.arrived(from.worldSize(), from.eventTime(), now);
    }

    private Progress.OfEpoch add(EpochStore store, Progress.OfEpoch epoch, FoldedBatch batch) throws Exception {
        Sender from = batch.from();
        Tag tag = new Tag(from.epoch(), batch.step(), from.rank());
        Progress.OfRank rank = store.rank(from.epoch(), from.rank());
        long content = Content.of(batch);
        Long known = store.content(tag);
        if (known != null) {
            if (known == content) {
                tally.count(store.plan().name(), "repeated_batches");
                return epoch;
            }
            tally.count(store.plan().name(), "contradicting_batches");
            return change(store, epoch, from, rank, rank.contradicted());
        }
        store.putContent(tag, content);
        if (!batch.isRefused() && store.epochWindow() != null) {
            store.merge(Tag.ofEpoch(from.epoch()), batch.state());
        }
        if (store.stepWindow() != null) {
            addToStep(store, epoch, batch);
        }
        return change(store, epoch, from, rank, batch.isRefused() ? rank.refusedOne() : rank.took(batch.rows()));
    }

    private void addToStep(EpochStore store, Progress.OfEpoch epoch, FoldedBatch batch) throws Exception {
        Sender from = batch.from();
        Tag tag = Tag.ofStep(from.epoch(), batch.step());
        Progress.OfStep step = store.step(tag).arrived(from.eventTime());
        if (!batch.isRefused()) {
            store.merge(tag, batch.state());
        }
        store.put(tag, step);
        if (step.ranks() == epoch.worldSize()) {
            report(store).step(from.series(), from.attempt(), tag, epoch.worldSize());
            store.dropStep(tag);
        }
    }

    /** Keeps what a rank has sent by now, and counts it among those that have sent all, or no longer. */
    private static Progress.OfEpoch change(
            EpochStore store, Progress.OfEpoch epoch, Sender from, Progress.OfRank before, Progress.OfRank after)
            throws Exception {
        store.put(from.epoch(), from.rank(), after);
        return epoch.settled((after.isSettled() ? 1 : 0) - (before.isSettled() ? 1 : 0));
    }

    /** Reports an epoch and those before it that are open, and drops all of them but the number. */
    private void closeThrough(EpochStore store, SeriesKey series, int last) throws Exception {
        Progress.OfRun run = store.run();
        if (run == null) {
            return;
        }
        SortedMap<Integer, Progress.OfEpoch> ended = store.openEpochs().headMap(last, true);
        for (Map.Entry<Integer, Progress.OfEpoch> epoch : ended.entrySet()) {
            int number = epoch.getKey();
            TrainingReports report = report(store);
            for (Tag step : store.openSteps(number)) {
                report.step(series, run.attempt(), step, epoch.getValue().worldSize());
            }
            report.epoch(series, run.attempt(), number, epoch.getValue());
            deleteTimers(number, epoch.getValue());
            store.dropEpoch(number);
        }
        store.put(run.closed(Math.max(last, run.closedThrough())));
    }

    private void giveUp(EpochStore store, SeriesKey series, int number, long time) throws Exception {
        Progress.OfEpoch epoch = store.epoch(number);
        if (epoch == null) {
            return;
        }
        // As long as an earlier epoch goes on, this one waits with it.
        long lastArrival = store.openEpochs().headMap(number, true).values().stream()
                .mapToLong(Progress.OfEpoch::lastArrival)
                .max()
                .orElse(epoch.lastArrival());
        long deadline = lastArrival + store.plan().spec().training().timeout().toMillis();
        if (deadline > time) {
            timers.registerProcessingTimeTimer(Tag.ofEpoch(number), deadline);
            store.put(number, epoch.until(deadline));
        } else {
            closeThrough(store, series, number);
        }
    }

    private void forget(EpochStore store, long time) throws Exception {
        Progress.OfRun run = store.run();
        if (run == null) {
            return;
        }
        long deadline =
                run.lastArrival() + store.plan().spec().training().keep().toMillis();
        if (deadline > time) {
            timers.registerProcessingTimeTimer(Tag.RUN, deadline);
            store.put(run.until(deadline));
        } else {
            abandon(store, run);
        }
    }

    /** Drops all that is kept of a run. */
    private void abandon(EpochStore store, Progress.OfRun run) throws Exception {
        for (Map.Entry<Integer, Progress.OfEpoch> epoch : store.openEpochs().entrySet()) {
            deleteTimers(epoch.getKey(), epoch.getValue());
        }
        timers.deleteProcessingTimeTimer(Tag.RUN, run.deadline());
        store.dropAll();
        report(store).forget();
    }

    private void deleteTimers(int number, Progress.OfEpoch epoch) {
        timers.deleteProcessingTimeTimer(Tag.ofEpoch(number), epoch.deadline());
        timers.deleteEventTimeTimer(Tag.ofEpoch(number), Long.MAX_VALUE);
    }

    private TrainingReports report(EpochStore store) {
        return Objects.requireNonNull(reports.get(store.plan().name()));
    }

    private void publishTally() {
        tally.publish(
                Math.max(0, latestEvent), record -> output.collect(Outputs.DIAGNOSTICS, new StreamRecord<>(record)));
    }
}
