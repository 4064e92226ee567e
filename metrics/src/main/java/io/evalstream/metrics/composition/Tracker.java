package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.History;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import io.evalstream.metrics.metric.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A metric with the best value of all windows so far, and which window had it. */
final class Tracker {

    private static final double MILLISECONDS = 1000;

    private Tracker() {}

    static MetricDefinition definition() {
        return MetricDefinition.of("tracker", Tracker::create)
                .torchMetrics("MetricTracker")
                .summary("A metric, and the best value that it had in any window so far, with the window that had it.")
                .formula(
                        "best; best_step, its index among the series' windows of the kind, from 0; best_end, the end of"
                                + " that window in seconds since 1970; value, that of this window")
                .undefinedWhen("no window had a value; the metric says neither a number nor named numbers")
                .parameters(List.of(
                        Parameter.of("metric", Parameter.Type.METRIC, null, "the metric, or a collection")
                                .mustBeGiven(),
                        Parameter.of(
                                "maximize",
                                Parameter.Type.ANY,
                                null,
                                "whether larger is better: true, false, or a list for the members of a collection; as"
                                        + " the metrics themselves say where left out")));
    }

    private static Metric create(Arguments arguments) {
        Metric base = OverWindows.ofRows(arguments, "metric");
        List<Boolean> maximize = directions(arguments, base);
        return Metric.asking(
                arguments.metric(), base.reads(), base.higherIsBetter(), true, (reads, memories, history) -> {
                    Value value = base.evaluate(reads, memories, History.NONE);
                    return value instanceof Value.Named named
                            ? ofNamed(named, maximize, history)
                            : of(value, maximize.get(0), history);
                });
    }

    private static List<Boolean> directions(Arguments arguments, Metric base) {
        Object given = arguments.get("maximize");
        List<Metric> members =
                base.name().equals(Collection.NAME) ? List.copyOf(base.parts().values()) : List.of(base);
        List<Boolean> directions = new ArrayList<>();
        if (given instanceof List<?> list) {
            list.forEach(element -> directions.add(direction(arguments, element)));
            if (list.size() != members.size()) {
                throw arguments.refuse("'maximize' has " + list.size() + " elements; expected " + members.size()
                        + ", one for each metric");
            }
        } else {
            for (Metric member : members) {
                Object known = given == null ? member.higherIsBetter() : given;
                if (known == null) {
                    throw arguments.refuse("it is not known whether more of " + member.name()
                            + " is better; say `maximize: true` or `false`");
                }
                directions.add(direction(arguments, known));
            }
        }
        return directions;
    }

    private static boolean direction(Arguments arguments, @Nullable Object given) {
        if (given instanceof Boolean flag) {
            return flag;
        }
        throw arguments.refuse("'maximize' is " + given + "; expected true, false or a list of them");
    }

    private static Value of(Value value, boolean maximize, History history) {
        if (value instanceof Value.Tensor) {
            return Values.unfit("tracker", "a number or a collection of numbers", value);
        }
        double number = value instanceof Value.Scalar scalar ? scalar.value() : Double.NaN;
        double[] extremes = history.fold("values", new Extremes(), number);
        double best = extremes[maximize ? Extremes.MAX : Extremes.MIN];
        if (Double.isNaN(best)) {
            return value;
        }
        Map<String, Value> named = new LinkedHashMap<>();
        named.put("best", Value.scalar(best));
        named.put("best_step", Value.scalar(extremes[maximize ? Extremes.MAX_STEP : Extremes.MIN_STEP]));
        named.put("best_end", Value.scalar(extremes[maximize ? Extremes.MAX_END : Extremes.MIN_END] / MILLISECONDS));
        named.put("value", value);
        return new Value.Named(named);
    }

    /** Each name by itself, and then by what is said of it: best of each, best step of each. */
    private static Value ofNamed(Value.Named named, List<Boolean> maximize, History history) {
        Map<String, Map<String, Value>> byWord = new LinkedHashMap<>();
        int index = 0;
        for (Map.Entry<String, Value> entry : named.values().entrySet()) {
            String name = entry.getKey();
            boolean larger = maximize.get(Math.min(index++, maximize.size() - 1));
            Value tracked = of(entry.getValue(), larger, history.within(name));
            if (tracked instanceof Value.Named words) {
                words.values()
                        .forEach((word, value) -> byWord.computeIfAbsent(word, any -> new LinkedHashMap<>())
                                .put(name, value));
            } else {
                byWord.computeIfAbsent("value", any -> new LinkedHashMap<>()).put(name, tracked);
            }
        }
        Map<String, Value> words = new LinkedHashMap<>();
        byWord.forEach((word, values) -> words.put(word, new Value.Named(values)));
        return new Value.Named(words);
    }
}
