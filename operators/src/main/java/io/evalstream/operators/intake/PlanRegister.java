package io.evalstream.operators.intake;

import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.Outputs;
import io.evalstream.operators.PlanBook;
import io.evalstream.operators.PlanText;
import io.evalstream.operators.WatermarkMemory;
import io.evalstream.operators.stream.Incoming;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.schemas.Reason;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Decides which published plans take effect, and from which event time on. There is one of it in a job, so that all
 * subtasks see the same changes in the same order. Its second input carries nothing but the event time of predictions,
 * which it passes on, so that whoever listens to it waits for nothing.
 *
 * @param <T> what the second input would carry
 */
public final class PlanRegister<T> extends AbstractStreamOperator<PlanChange>
        implements TwoInputStreamOperator<Published, T, PlanChange> {

    private static final long serialVersionUID = 1L;
    private static final String ANY = "*";

    private final List<PlanSpec> given;
    private final List<PlanSpec> atStart;
    private final Map<Integer, Long> readBefore;
    private final PlanText text;

    private transient PlanBook book;
    private transient WatermarkMemory watermark;
    private transient boolean isRestored;
    private transient boolean hasComparedGiven;

    /**
     * A register.
     *
     * @param given the plans that the job was given by its owner; later versions than a restored state has count as
     *     published when the job goes on
     * @param atStart the plans of a job without a state to go on from: those given, and those published before
     * @param readBefore by partition of the topic of plans the offset up to which those lay
     */
    public PlanRegister(List<PlanSpec> given, List<PlanSpec> atStart, Map<Integer, Long> readBefore, PlanText text) {
        this.given = List.copyOf(given);
        this.atStart = List.copyOf(atStart);
        this.readBefore = new HashMap<>(readBefore);
        this.text = text;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        book = PlanBook.restored(atStart, text, context, true);
        watermark = new WatermarkMemory(context);
        isRestored = context.isRestored();
    }

    @Override
    public void processElement1(StreamRecord<Published> element) {
        compareGiven();
        if (element.getValue() instanceof Published.Unreadable unreadable) {
            output.collect(
                    Outputs.DEAD_LETTERS,
                    new StreamRecord<>(unreadable.rejected().letter()));
        } else if (element.getValue() instanceof Published.Plan plan && !wasReadBefore(plan.source())) {
            attempt(plan.plan(), plan.source(), () -> {
                if (plan.text() == null) {
                    end(plan.plan());
                } else {
                    begin(text.read(plan.text()));
                }
            });
        }
    }

    @Override
    public void processElement2(StreamRecord<T> element) {}

    private boolean wasReadBefore(SourceRecord source) {
        return !isRestored && source.offset() < readBefore.getOrDefault(source.partition(), 0L);
    }

    private void attempt(String plan, SourceRecord source, Runnable change) {
        try {
            change.run();
        } catch (PlanException refusal) {
            Incoming.Rejected rejected =
                    source.rejected(Reason.INVALID_PLAN.name(), String.valueOf(refusal.getMessage()), plan);
            output.collect(Outputs.DEAD_LETTERS, new StreamRecord<>(rejected.letter()));
        }
    }

    /** Where no savepoint was taken up, all that was given is known. */
    private void compareGiven() {
        if (hasComparedGiven) {
            return;
        }
        hasComparedGiven = true;
        SourceRecord start = new SourceRecord(null, null, List.of(), "--plan", 0, -1, -1);
        for (PlanSpec spec : given) {
            PlanChange last = book.last(spec.plan());
            if (last == null || last.version() < spec.version()) {
                attempt(spec.plan(), start, () -> begin(spec));
            }
        }
    }

    private void begin(PlanSpec spec) {
        PlanChange last = book.last(spec.plan());
        if (last != null && isRepeated(spec, last)) {
            return;
        }
        check(spec, last);
        boolean replaces = last != null || takesOver(spec);
        Instant from = spec.effectiveFrom();
        if (from == null && replaces) {
            long soon = soon(spec.plan());
            from = Instant.ofEpochMilli(last == null ? soon : Math.max(last.from() + 1, soon));
        } else if (from != null && replaces && from.toEpochMilli() <= now()) {
            throw new PlanException("plan '" + spec.plan() + "': effective_from is " + from
                    + ", and event time has reached " + Instant.ofEpochMilli(now())
                    + ", so predictions of that time have been counted; give a later time, or leave it out");
        }
        take(book.beginning(spec.withEffectiveFrom(from)));
    }

    /** Refuses what is right by itself, but not here. */
    private void check(PlanSpec spec, @Nullable PlanChange last) {
        String plan = "plan '" + spec.plan() + "': ";
        if (!spec.ofTraining().windows().isEmpty()) {
            throw new PlanException(
                    plan + "has windows of steps or epochs, which are fixed when the job starts; publish"
                            + " it without them, and start the job with a plan of their own");
        }
        for (Plan other : book.plans().written()) {
            for (String model : spec.models()) {
                if (!other.name().equals(spec.plan())
                        && !model.equals(ANY)
                        && other.spec().models().contains(model)
                        && book.plans().end(other.id()) == Long.MAX_VALUE) {
                    throw new PlanException(plan + "model '" + model + "' belongs to plan '" + other.name()
                            + "'; a model has one plan, so change that one, or publish it without the model");
                }
            }
        }
        if (last != null && spec.version() <= last.version()) {
            throw new PlanException(plan + "version " + spec.version() + " came, and version " + last.version()
                    + " is known; raise `version`");
        }
        Instant from = spec.effectiveFrom();
        if (last != null && from != null && from.toEpochMilli() <= last.from()) {
            throw new PlanException(plan + "effective_from is " + from + ", and version " + last.version()
                    + (last.text() == null ? " ends at " : " counts from ") + Instant.ofEpochMilli(last.from())
                    + "; give a later time");
        }
    }

    /** Whether a new plan gets predictions that another one got before. */
    private boolean takesOver(PlanSpec spec) {
        return spec.models().stream()
                .anyMatch(model -> !model.equals(ANY) && book.plans().knows(model));
    }

    private void end(String plan) {
        PlanChange last = book.last(plan);
        if (last == null || last.text() == null) {
            return; // there is no such plan, or no more
        }
        take(new PlanChange(plan, last.version(), Math.max(last.from() + 1, soon(plan)), null));
    }

    /** Whether a plan came again as it is known, be it with the time that was chosen for it or without. */
    private boolean isRepeated(PlanSpec spec, PlanChange last) {
        String known = last.text();
        if (known == null || spec.version() != last.version()) {
            return false;
        }
        PlanSpec before = text.read(known);
        return text.write(spec).equals(known) || text.write(spec).equals(text.write(before.withEffectiveFrom(null)));
    }

    private void take(PlanChange change) {
        if (book.apply(change)) {
            output.collect(new StreamRecord<>(change));
        }
    }

    /**
     * The first end of a pane that lies ahead of all predictions that have come, as far as the plan says by how much
     * those may be out of order.
     */
    private long soon(String name) {
        if (now() == Long.MIN_VALUE) {
            return 0;
        }
        if (now() == Long.MAX_VALUE) {
            throw new PlanException(
                    "plan '" + name + "': the predictions have ended, so nothing can count from now on");
        }
        long ahead = now() + book.plans().maxOutOfOrderness().toMillis() + 1;
        Plan plan = book.plans().written().stream()
                .filter(one -> one.name().equals(name))
                .reduce((first, second) -> second)
                .orElse(null);
        return plan == null ? ahead : plan.paneFrom(ahead);
    }

    private long now() {
        return watermark.latest();
    }

    @Override
    public void processWatermark1(Watermark mark) {
        // The topic of plans has no time of its own.
    }

    @Override
    public void processWatermark2(Watermark mark) {
        watermark.advance(mark.getTimestamp());
        compareGiven();
        book.forget(now());
        output.emitWatermark(mark);
    }

    @Override
    protected void processWatermarkStatus(WatermarkStatus status, int index) {
        if (index == 1) {
            output.emitWatermarkStatus(status);
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        book.snapshot();
        watermark.snapshot();
    }
}
