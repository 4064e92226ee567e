package io.evalstream.operators;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.operators.stream.PlanChange;
import io.evalstream.operators.stream.PlanSerializers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.ManagedInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * The plans that a subtask knows: those the job was started with, and all that have come and gone since. Every subtask of
 * every operator has one, and learns of changes before the first row to which they matter.
 *
 * <p>Each version of a plan is a plan of its own to all operators, with its own series, panes and reports; which of them
 * a prediction belongs to is decided where it is taken in, by its event time. A version is forgotten when its last window
 * is final.
 */
public final class PlanBook {

    private final @Nullable PlanText text;
    private final @Nullable ListState<PlanChange> stored;
    private final boolean keeps;
    private final List<PlanChange> changes = new ArrayList<>();
    private Plans plans;

    private PlanBook(@Nullable PlanText text, @Nullable ListState<PlanChange> stored, boolean keeps, Plans plans) {
        this.text = text;
        this.stored = stored;
        this.keeps = keeps;
        this.plans = plans;
    }

    /** Plans that stay as they are. */
    public static PlanBook fixed(List<PlanSpec> specs) {
        return new PlanBook(null, null, false, Plans.compile(specs));
    }

    /** No plans yet, and no memory: they will be told again after a restore. */
    public static PlanBook empty(PlanText text) {
        return new PlanBook(text, null, false, Plans.compile(List.of()));
    }

    /**
     * The plans that a restored state holds, or those of the start.
     *
     * @param keeps whether this subtask writes the state; all of them read it
     */
    public static PlanBook restored(
            List<PlanSpec> atStart, PlanText text, ManagedInitializationContext context, boolean keeps)
            throws Exception {
        ListState<PlanChange> stored = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("plans", new PlanSerializers.ChangeSerializer()));
        PlanBook book = new PlanBook(text, stored, keeps, Plans.compile(List.of()));
        for (PlanChange change : stored.get()) {
            // Where the job has run without live plans in between, each subtask has carried a copy along.
            if (!book.changes.contains(change)) {
                book.changes.add(change);
            }
        }
        if (book.changes.isEmpty()) {
            atStart.forEach(spec -> book.changes.add(book.beginning(spec)));
        }
        book.plans = book.compile(book.changes);
        return book;
    }

    /** A version of a plan as a change, from the time that it says. */
    public PlanChange beginning(PlanSpec spec) {
        Instant from = spec.effectiveFrom();
        return new PlanChange(
                spec.plan(), spec.version(), from == null ? Long.MIN_VALUE : from.toEpochMilli(), text().write(spec));
    }

    public Plans plans() {
        return plans;
    }

    /** Whether plans can change. */
    public boolean isLive() {
        return text != null;
    }

    /** What a subtask must be told that knows nothing; empty where plans stay as they are. */
    public List<PlanChange> changes() {
        return List.copyOf(changes);
    }

    /** The last change of a plan that is known, or null. */
    public @Nullable PlanChange last(String plan) {
        PlanChange last = null;
        for (PlanChange change : changes) {
            if (change.plan().equals(plan) && (last == null || change.version() >= last.version())) {
                last = change;
            }
        }
        return last;
    }

    /** Takes a change down. Returns false where it was known. */
    public boolean apply(PlanChange change) {
        if (changes.contains(change)) {
            return false;
        }
        List<PlanChange> after = new ArrayList<>(changes);
        after.add(change);
        plans = compile(after);
        changes.add(change);
        return true;
    }

    /** Forgets the versions whose last windows are final. Returns whether there were any. */
    public boolean forget(long watermark) {
        if (text == null || plans.firstEnd() >= watermark) {
            return false;
        }
        Plans before = plans;
        // That a plan has ended stays known: what comes later under its name must have a later version.
        changes.removeIf(
                change -> change.text() != null && before.endWithComparisons(text().read(change.text())) < watermark);
        plans = compile(changes);
        return true;
    }

    public void snapshot() throws Exception {
        if (stored != null) {
            stored.update(keeps ? changes : List.of());
        }
    }

    private Plans compile(List<PlanChange> all) {
        List<PlanSpec> specs = new ArrayList<>();
        Map<String, Long> ends = new HashMap<>();
        for (PlanChange change : all) {
            if (change.text() != null) {
                specs.add(text().read(change.text()));
            } else {
                specs.stream()
                        .filter(spec -> spec.plan().equals(change.plan()) && spec.version() == change.version())
                        .forEach(spec -> ends.put(spec.id(), change.from()));
            }
        }
        return Plans.compile(specs, ends);
    }

    private PlanText text() {
        if (text == null) {
            throw new IllegalStateException("a change came to plans that stay as they are");
        }
        return text;
    }
}
