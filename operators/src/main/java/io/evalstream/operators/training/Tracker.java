package io.evalstream.operators.training;

import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.plan.Plan;
import io.evalstream.metrics.plan.SignalSpec;
import io.evalstream.schemas.Alert;
import io.evalstream.schemas.MetricReport;
import io.evalstream.schemas.MetricValue;
import io.evalstream.schemas.Scalar;
import io.evalstream.schemas.TrackedMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Follows the metrics of a run from one complete epoch to the next: the best so far, and what the plan's rules tell. */
final class Tracker {

    private final Plan plan;
    private final MapState<String, Standing> best;
    private final MapState<String, Standing> rules;

    Tracker(Plan plan, KeyedStateStore keyed) {
        this.plan = plan;
        best = standings("best/" + plan.name(), keyed);
        rules = standings("rules/" + plan.name(), keyed);
    }

    /** The best value so far of each metric that has a direction. Epochs come in order, each once. */
    List<TrackedMetric> track(MetricReport epoch) throws Exception {
        long number = Objects.requireNonNull(epoch.getWindow().getNumber());
        List<TrackedMetric> tracked = new ArrayList<>();
        for (Map.Entry<String, Metric> metric : plan.metrics().metrics().entrySet()) {
            Boolean higherIsBetter = metric.getValue().higherIsBetter();
            if (higherIsBetter == null) {
                continue;
            }
            Double value = value(epoch, metric.getKey());
            Standing before = best.get(metric.getKey());
            Standing after = before;
            Double improvement = null;
            if (value != null) {
                double sign = higherIsBetter ? 1 : -1;
                improvement = before == null ? null : (Double) (sign * (value - before.best()));
                if (before == null || sign * value > sign * before.best()) {
                    after = Standing.first(value, number);
                    best.put(metric.getKey(), after);
                }
            }
            if (after != null) {
                tracked.add(new TrackedMetric(metric.getKey(), after.best(), after.bestEpoch(), improvement));
            }
        }
        return tracked;
    }

    /** Hands out what the plan's rules tell of an epoch. Epochs come in order, each once. */
    void signal(MetricReport epoch, Consumer<Alert> out) throws Exception {
        for (SignalSpec spec : plan.spec().signals()) {
            if (spec.stage().equals(epoch.getStage())
                    && (spec.dataset() == null || spec.dataset().equals(epoch.getDataset()))) {
                SignalRule rule = new SignalRule(spec, isHigherBetter(spec));
                Standing before = rules.get(spec.reportedName());
                Standing after = rule.judge(epoch, value(epoch, spec.monitor()), before, out);
                rules.put(spec.reportedName(), after);
            }
        }
    }

    void forget() {
        best.clear();
        rules.clear();
    }

    private boolean isHigherBetter(SignalSpec spec) {
        SignalSpec.Mode mode = spec.mode();
        if (mode != null) {
            return mode == SignalSpec.Mode.MAX;
        }
        Metric metric = Objects.requireNonNull(plan.metrics().metrics().get(spec.monitor()));
        return Boolean.TRUE.equals(metric.higherIsBetter());
    }

    /** The number that a metric is, or null where it is undefined or no number. */
    private static @Nullable Double value(MetricReport report, String metric) {
        for (MetricValue value : report.getValues()) {
            if (value.getName().equals(metric)) {
                return value.getValue() instanceof Scalar scalar ? (Double) scalar.getValue() : null;
            }
        }
        return null;
    }

    private static MapState<String, Standing> standings(String name, KeyedStateStore keyed) {
        return keyed.getMapState(new MapStateDescriptor<>(name, StringSerializer.INSTANCE, new Standing.Serializer()));
    }
}
