package io.evalstream.operators;

import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.ComparisonSpec;
import io.evalstream.metrics.plan.EventTimeSpec;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The plans of a job, compiled. Operators carry the specs and compile them where they run. There may be several versions
 * of a plan, each of which counts from some event time on until the next one does.
 */
public final class Plans {

    private final Map<String, Plan> byId = new LinkedHashMap<>();
    private final List<Plan> written = new ArrayList<>();
    /** By name, in the order of the first version of each: the versions by the time from which they count. */
    private final Map<String, TreeMap<Long, Plan>> versions = new LinkedHashMap<>();
    /** By id: from when on no row is one of this version, where there is such a time. */
    private final Map<String, Long> untils = new LinkedHashMap<>();

    private final long firstEnd;
    private final long longestRetention;
    private final Duration maxAhead;
    private final Set<LabelSpec.Scope> scopes;

    private Plans(List<PlanSpec> specs, Map<String, Long> ends, Catalogue catalogue) {
        for (PlanSpec spec : specs) {
            Plan plan = Plan.compile(spec, catalogue);
            written.add(plan);
            add(plan);
            spec.comparisons().forEach(comparison -> add(Plan.compile(spec.asPlan(comparison), catalogue)));
            Plan other = versions.computeIfAbsent(plan.name(), any -> new TreeMap<>())
                    .put(from(spec), plan);
            if (other != null) {
                throw new PlanException("plan '" + plan.name() + "': versions "
                        + other.spec().version() + " and " + spec.version()
                        + " count from the same time; give one of them another effective_from");
            }
        }
        for (TreeMap<Long, Plan> ofName : versions.values()) {
            checkOrder(new ArrayList<>(ofName.values()));
            ofName.forEach((from, plan) -> {
                Long next = ofName.higherKey(from);
                Long end = ends.get(plan.id());
                if (next != null || end != null) {
                    addUntil(
                            plan.spec(),
                            Math.min(next == null ? Long.MAX_VALUE : next, end == null ? Long.MAX_VALUE : end));
                }
            });
        }
        firstEnd = written.stream()
                .mapToLong(plan -> endWithComparisons(plan.spec()))
                .min()
                .orElse(Long.MAX_VALUE);
        longestRetention = byId.values().stream()
                .mapToLong(plan -> plan.spec().labels().retention())
                .max()
                .orElse(0);
        maxAhead = byId.values().stream()
                .map(plan -> plan.spec().eventTime().maxAhead())
                .max(Comparator.naturalOrder())
                .orElse(EventTimeSpec.DEFAULT.maxAhead());
        scopes = byId.values().stream()
                .map(plan -> plan.spec().labels().scope())
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Compiles the plans of a job with the metrics on the class path.
     *
     * @throws PlanException where a plan cannot be
     */
    public static Plans compile(List<PlanSpec> specs) {
        return compile(specs, Map.of());
    }

    /**
     * Compiles plans of which some have ended.
     *
     * @param ends by a plan's id the event time from which on no row is one of it
     */
    static Plans compile(List<PlanSpec> specs, Map<String, Long> ends) {
        return new Plans(specs, ends, Catalogue.discover());
    }

    /** Every plan that is folded and reported: those that were written, and one for each of their comparisons. */
    public Collection<Plan> all() {
        return byId.values();
    }

    /** The plans that take predictions and labels in. */
    public List<Plan> written() {
        return written;
    }

    private void add(Plan plan) {
        if (byId.put(plan.id(), plan) != null) {
            throw new PlanException("two plans are named '" + plan.id() + "'; give each its own name");
        }
    }

    private void addUntil(PlanSpec spec, long until) {
        untils.put(spec.id(), until);
        spec.comparisons()
                .forEach(comparison -> untils.put(spec.asPlan(comparison).id(), until));
    }

    private static void checkOrder(List<Plan> versions) {
        for (int i = 1; i < versions.size(); i++) {
            PlanSpec before = versions.get(i - 1).spec();
            PlanSpec after = versions.get(i).spec();
            if (after.version() <= before.version()) {
                throw new PlanException("plan '" + after.plan() + "': version " + after.version() + " counts from "
                        + after.effectiveFrom() + ", after version " + before.version()
                        + "; a later version counts from a later time");
            }
        }
    }

    private static long from(PlanSpec spec) {
        Instant from = spec.effectiveFrom();
        return from == null ? Long.MIN_VALUE : from.toEpochMilli();
    }

    /** The plan with this id, or null where the job has none. */
    public @Nullable Plan find(String id) {
        return byId.get(id);
    }

    /**
     * The plan that a prediction of this model and event time belongs to: the first that names the model, or else the
     * first that is for any; null where there is none.
     */
    public @Nullable Plan forModel(String model, long eventTime) {
        Plan forAny = null;
        for (TreeMap<Long, Plan> ofName : versions.values()) {
            Map.Entry<Long, Plan> latest = ofName.floorEntry(eventTime);
            Plan plan = latest == null ? null : latest.getValue();
            if (plan != null && plan.covers(model) && eventTime < until(plan.id())) {
                if (plan.spec().models().contains(model)) {
                    return plan;
                }
                forAny = forAny == null ? plan : forAny;
            }
        }
        return forAny;
    }

    /** Whether some plan is for this model at some time. */
    public boolean knows(String model) {
        return written.stream().anyMatch(plan -> plan.covers(model));
    }

    /** From when on no row is one of a plan. */
    private long until(String id) {
        return untils.getOrDefault(id, Long.MAX_VALUE);
    }

    /**
     * The event time at which all windows of a plan are final and what it keeps can be dropped; {@link Long#MAX_VALUE}
     * where it has no end.
     */
    public long end(String id) {
        Plan plan = byId.get(id);
        long until = until(id);
        return plan == null || until == Long.MAX_VALUE ? Long.MAX_VALUE : plan.lastTick(until) + 1;
    }

    /** When a written plan and all of its comparisons have ended, whose panes may be longer than its own. */
    long endWithComparisons(PlanSpec spec) {
        long end = end(spec.id());
        for (ComparisonSpec comparison : spec.comparisons()) {
            end = Math.max(end, end(spec.asPlan(comparison).id()));
        }
        return end;
    }

    /** When the first of the written plans has ended with its comparisons. */
    long firstEnd() {
        return firstEnd;
    }

    /** Whether some plan joins its labels within this scope. */
    public boolean uses(LabelSpec.Scope scope) {
        return scopes.contains(scope);
    }

    /** Milliseconds that the most patient plan keeps a row open. */
    public long longestRetention() {
        return longestRetention;
    }

    /** By how much the event times of one partition may be out of order, as the most patient plan says. */
    public Duration maxOutOfOrderness() {
        return byId.values().stream()
                .map(plan -> plan.spec().eventTime().maxOutOfOrderness())
                .max(Comparator.naturalOrder())
                .orElse(EventTimeSpec.DEFAULT.maxOutOfOrderness());
    }

    /** How far a label's time may lie after its record's timestamp, as the most patient plan says. */
    public Duration maxAhead() {
        return maxAhead;
    }

    /**
     * Milliseconds that labels may lag behind predictions as the least patient plan says, so that no window is final
     * before its labels have come.
     */
    public long slack() {
        return byId.values().stream()
                .mapToLong(plan -> plan.spec().labels().slack().toMillis())
                .min()
                .orElse(0);
    }
}
