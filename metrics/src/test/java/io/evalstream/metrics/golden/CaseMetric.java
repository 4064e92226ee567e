package io.evalstream.metrics.golden;

import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.laws.Event;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the metric of a case, and the rows that it is shown. */
record CaseMetric(Catalogue catalogue, GoldenCase golden, List<GoldenBatch> batches) {

    private static final String NAME = "value";

    MetricSet set(@Nullable String kind) {
        return set(golden.args(), kind);
    }

    MetricSet set(Map<String, Object> given, @Nullable String kind) {
        Map<String, Object> args = JudgedInput.in(given, golden.metric(), kind, catalogue);
        return MetricSet.of(Map.of(NAME, catalogue.create(golden.metric(), args, Map.of())));
    }

    /** The rows of a batch that the metric takes; the others go to the rejections. A row's position is its batch and place. */
    List<Event> events(MetricSet set, int batch, List<Rejection> rejections) {
        List<Event> events = new ArrayList<>();
        int place = 0;
        for (Row row : batches.get(batch).rows(set.schema())) {
            Rejection rejection = set.schema().check(row);
            if (rejection == null) {
                events.add(new Event(row, 1, batch, place));
            } else {
                rejections.add(rejection);
            }
            place++;
        }
        return events;
    }

    static Value compute(MetricSet set, State state) {
        return Objects.requireNonNull(set.compute(state).get(NAME));
    }

    /** Whether the metric, and every one within its arguments, is one of the catalogue. */
    boolean isKnown() {
        if (!catalogue.has(golden.metric())) {
            return false;
        }
        return nested(golden.args()).stream().allMatch(catalogue::has);
    }

    private static List<String> nested(@Nullable Object value) {
        List<String> names = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> names.addAll(nested(element)));
        } else if (value instanceof Map<?, ?> map) {
            if (map.get("metric") instanceof String name && map.containsKey("args")) {
                names.add(name);
            }
            map.values().forEach(inner -> names.addAll(nested(inner)));
        }
        return names;
    }
}
