package io.evalstream.operators;

import io.evalstream.metrics.batch.RowSchema;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.PlanException;
import io.evalstream.metrics.plan.LabelSpec;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.PlanSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plans of a job, compiled. Operators carry the specs and compile them where they run. */
public final class Plans {

    private final Map<String, Plan> byName = new LinkedHashMap<>();
    private final List<Plan> written = new ArrayList<>();
    private final RowSchema labelSchema;
    private final long longestRetention;

    private Plans(List<PlanSpec> specs, Catalogue catalogue) {
        for (PlanSpec spec : specs) {
            Plan plan = Plan.compile(spec, catalogue);
            written.add(plan);
            add(plan);
            spec.comparisons().forEach(comparison -> add(Plan.compile(spec.asPlan(comparison), catalogue)));
        }
        List<Statistic> all = new ArrayList<>();
        byName.values().forEach(plan -> all.addAll(plan.metrics().statistics()));
        labelSchema = new RowSchema(all);
        longestRetention = byName.values().stream()
                .mapToLong(plan -> plan.spec().labels().retention())
                .max()
                .orElse(0);
    }

    /**
     * Compiles the plans of a job with the metrics on the class path.
     *
     * @throws PlanException where a plan cannot be
     */
    public static Plans compile(List<PlanSpec> specs) {
        return new Plans(specs, Catalogue.discover());
    }

    /** Every plan that is folded and reported: those that were written, and one for each of their comparisons. */
    public Collection<Plan> all() {
        return byName.values();
    }

    /** The plans that take predictions and labels in. */
    public List<Plan> written() {
        return written;
    }

    private void add(Plan plan) {
        if (byName.put(plan.name(), plan) != null) {
            throw new PlanException("two plans are named '" + plan.name() + "'; give each its own name");
        }
    }

    /** The plan of this name, or null where the job has none. */
    public @Nullable Plan find(String name) {
        return byName.get(name);
    }

    /** The first plan that is for this model, or null. */
    public @Nullable Plan forModel(String model) {
        for (Plan plan : written) {
            if (plan.covers(model)) {
                return plan;
            }
        }
        return null;
    }

    /** The columns that some plan reads. A label is kept in this form, since its model is not known before the join. */
    public RowSchema labelSchema() {
        return labelSchema;
    }

    /** Whether some plan joins its labels within this scope. */
    public boolean uses(LabelSpec.Scope scope) {
        return byName.values().stream().anyMatch(plan -> plan.spec().labels().scope() == scope);
    }

    /** Milliseconds that the most patient plan keeps a row open. */
    public long longestRetention() {
        return longestRetention;
    }

    /** By how much the event times of one partition may be out of order, as the most patient plan says. */
    public Duration maxOutOfOrderness() {
        return byName.values().stream()
                .map(plan -> plan.spec().eventTime().maxOutOfOrderness())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** How far a label's time may lie after its record's timestamp, as the most patient plan says. */
    public Duration maxAhead() {
        return byName.values().stream()
                .map(plan -> plan.spec().eventTime().maxAhead())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Milliseconds that labels may lag behind predictions in every plan. */
    public long slack() {
        return byName.values().stream()
                .mapToLong(plan -> plan.spec().labels().slack().toMillis())
                .max()
                .orElse(0);
    }
}
