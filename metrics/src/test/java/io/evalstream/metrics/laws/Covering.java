package io.evalstream.metrics.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.state.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A metric whose statistic another one covers says the same whether it has its own state or is read from the other's. */
public final class Covering {

    private static final int ROWS = 20;

    private final Catalogue catalogue;
    /** One metric for each distinct statistic of the catalogue. */
    private final Map<Statistic, Metric> metrics = new LinkedHashMap<>();

    public Covering(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (MetricDefinition definition : catalogue.definitions()) {
            ArgumentSets.of(definition, catalogue)
                    .values()
                    .forEach(
                            metric -> metric.statistics().forEach(statistic -> metrics.putIfAbsent(statistic, metric)));
        }
    }

    /** Reads the metrics of a definition from every statistic that covers theirs, and from their own. */
    public void check(MetricDefinition definition) {
        Set<List<Statistic>> seen = new LinkedHashSet<>();
        ArgumentSets.of(definition, catalogue).forEach((arguments, metric) -> {
            for (Metric other : covering(metric)) {
                List<Statistic> pair = new ArrayList<>(metric.statistics());
                pair.addAll(other.statistics());
                if (seen.add(pair)) {
                    assertSame(definition.name() + " " + arguments + " beside " + other.statistics(), metric, other);
                }
            }
        });
    }

    private Set<Metric> covering(Metric metric) {
        Set<Metric> covering = new LinkedHashSet<>();
        for (Statistic statistic : metric.statistics()) {
            metrics.forEach((candidate, owner) -> {
                if (!candidate.equals(statistic) && candidate.covers(statistic)) {
                    covering.add(owner);
                }
            });
        }
        return covering;
    }

    private static void assertSame(String description, Metric metric, Metric other) {
        MetricSet alone = MetricSet.of(Map.of("metric", metric));
        Map<String, Metric> both = new LinkedHashMap<>();
        both.put("metric", metric);
        both.put("other", other);
        MetricSet together = MetricSet.of(both);
        List<Event> events = new RandomRows(together.schema(), new Random(7)).events(ROWS);
        List<Event> own = events.stream()
                .map(event -> new Event(copy(event.row(), alone), event.multiplicity(), event.time(), event.sequence()))
                .toList();
        State state = Fold.of(together, events);
        assertThat(together.compute(state).get("metric"))
                .as(description)
                .isEqualTo(alone.compute(Fold.of(alone, own)).get("metric"));
    }

    private static io.evalstream.metrics.batch.Row copy(io.evalstream.metrics.batch.Row row, MetricSet set) {
        var copy = new io.evalstream.metrics.batch.Row(set.schema());
        row.schema().inputs().forEach(input -> copy.set(input, row.cell(input)));
        return copy;
    }
}
