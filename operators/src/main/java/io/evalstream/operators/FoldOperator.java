package io.evalstream.operators;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.batch.Device;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.Folded;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.Incoming.Origin;
import io.evalstream.operators.stream.JoinIds;
import io.evalstream.operators.stream.Joined;
import io.evalstream.operators.stream.KeyGroups;
import io.evalstream.operators.stream.Observation;
import io.evalstream.operators.stream.Partial;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.function.LongUnaryOperator;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Folds observations where they are, in batches, and passes small partial states on to the key.
 *
 * <p>Nothing waits here across a barrier, nor across a watermark that could fire a window: it flushes before both, when
 * a table is full, a short while after the first row, and at the end. So it has no state in Flink's sense, and a failure
 * loses nothing. A partial state of one row is about as small as the row, so late labels, which touch many panes with a
 * row each, go the same way.
 */
public final class FoldOperator extends AbstractStreamOperator<Folded>
        implements OneInputStreamOperator<Joined, Folded> {

    private static final long serialVersionUID = 1L;

    private final List<PlanSpec> specs;
    private final @Nullable PlanText text;
    private final long longestWait;
    private final DeviceChoice device;

    private transient PlanBook book;
    private transient Map<String, Fold> folds;
    private transient List<LongUnaryOperator> firingStretches;
    private transient OffHeapBudget budget;
    private transient long lastWatermark;
    private transient boolean flushIsDue;

    /**
     * A fold.
     *
     * @param longestWait how long a row waits, in processing time, when no watermark and no barrier comes
     */
    public FoldOperator(List<PlanSpec> specs, Duration longestWait, DeviceChoice device) {
        this(specs, null, longestWait, device);
    }

    /**
     * A fold of plans that change while the job runs, of which the join tells it.
     *
     * @param text how plans are written down; null where they stay as they are
     */
    public FoldOperator(List<PlanSpec> specs, @Nullable PlanText text, Duration longestWait, DeviceChoice device) {
        this.specs = List.copyOf(specs);
        this.text = text;
        this.longestWait = longestWait.toMillis();
        this.device = device;
    }

    /** A fold on arrays. */
    public FoldOperator(List<PlanSpec> specs, Duration longestWait) {
        this(specs, longestWait, DeviceChoice.ARRAYS);
    }

    @Override
    public void open() throws Exception {
        super.open();
        // Flink reads the gauge in a thread of its own.
        folds = new ConcurrentHashMap<>();
        firingStretches = new ArrayList<>();
        book = text == null ? PlanBook.fixed(specs) : PlanBook.empty(text);
        prepareFolds();
        lastWatermark = Long.MIN_VALUE;
        getMetricGroup().gauge("nativeBytes", this::nativeBytes);
        budget = new OffHeapBudget(
                getContainingTask().getEnvironment().getTaskManagerInfo().getConfiguration(), LOG::warn);
    }

    private long nativeBytes() {
        return folds.values().stream().mapToLong(Fold::nativeBytes).sum();
    }

    /** Sees to it that there are folds for all plans there are, and no others. */
    private void prepareFolds() {
        firingStretches.clear();
        for (Plan plan : book.plans().all()) {
            folds.computeIfAbsent(plan.id(), any -> new Fold(plan, deviceOf(plan)));
            firingStretches.add(plan.firingStretch());
        }
        folds.entrySet().removeIf(fold -> {
            boolean isOver = book.plans().find(fold.getKey()) == null;
            if (isOver) {
                fold.getValue().close();
            }
            return isOver;
        });
    }

    private Device deviceOf(Plan plan) {
        DeviceChoice.Chosen chosen = device.open(plan, getRuntimeContext());
        LOG.info("Folding plan {} on {}", plan.id(), chosen);
        return chosen.device();
    }

    @Override
    public void processElement(StreamRecord<Joined> element) {
        if (element.getValue() instanceof Observation observation) {
            add(observation);
        } else if (element.getValue() instanceof PlanChange change && book.apply(change)) {
            prepareFolds();
            int maxParallelism = getRuntimeContext().getTaskInfo().getMaxNumberOfParallelSubtasks();
            for (int address : KeyGroups.ofWindows(maxParallelism)) {
                output.collect(new StreamRecord<>(new Incoming.Planned(change, address)));
            }
        }
    }

    private void add(Observation observation) {
        Fold fold = folds.get(observation.series().plan());
        if (fold == null) {
            throw new IllegalStateException("an observation of plan '"
                    + observation.series().plan() + "' came to a job that has the plans " + folds.keySet());
        }
        Rejection rejection = fold.add(observation);
        if (rejection != null && (observation.multiplicity() > 0 || observation.predictions() > 0)) {
            output.collect(Outputs.DEAD_LETTERS, new StreamRecord<>(letter(observation, rejection)));
        }
        if (fold.isFull()) {
            fold.flush(this::emit);
        } else {
            scheduleFlush();
        }
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (mayFire(mark.getTimestamp())) {
            flush();
        }
        lastWatermark = mark.getTimestamp();
        super.processWatermark(mark);
        if (book.forget(lastWatermark)) {
            prepareFolds();
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (folds != null) {
            folds.values().forEach(Fold::close);
        }
        super.close();
    }

    private void flush() {
        folds.values().forEach(fold -> fold.flush(this::emit));
        budget.check(nativeBytes());
    }

    private boolean mayFire(long watermark) {
        for (LongUnaryOperator stretch : firingStretches) {
            if (stretch.applyAsLong(watermark) != stretch.applyAsLong(lastWatermark)) {
                return true;
            }
        }
        return false;
    }

    private void emit(Partial partial) {
        output.collect(new StreamRecord<>(partial));
    }

    private void scheduleFlush() {
        if (!flushIsDue) {
            flushIsDue = true;
            long now = getProcessingTimeService().getCurrentProcessingTime();
            ScheduledFuture<?> unused = getProcessingTimeService().registerTimer(now + longestWait, time -> {
                flushIsDue = false;
                flush();
            });
        }
    }

    /** A dead letter for a row whose sides do not fit one another; its bytes are the label's columns. */
    private static DeadLetter letter(Observation observation, Rejection rejection) {
        @Nullable Origin origin = observation.origin();
        byte[] label = observation.label();
        String predictionId = JoinIds.predictionId(observation.id());
        return new DeadLetter(
                rejection.reason().name(),
                (label == null ? "prediction '" + predictionId + "'" : "the label of prediction '" + predictionId + "'")
                        + " does not fit "
                        + (label == null ? "the plan" : "it")
                        + ": "
                        + rejection.message(),
                origin == null ? "" : origin.topic(),
                origin == null ? -1 : origin.partition(),
                origin == null ? -1L : origin.offset(),
                Instant.ofEpochMilli(observation.eventTime()),
                ByteBuffer.wrap(predictionId.getBytes(UTF_8)),
                label == null ? null : ByteBuffer.wrap(label),
                PlanSpec.nameOf(observation.series().plan()));
    }
}
