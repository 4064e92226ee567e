package io.evalstream.metrics.laws;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.batch.Weighted;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricSet;
import io.evalstream.metrics.metric.PlanException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A metric of weighted rows remembers and says what it does of as many rows as they weigh. */
public final class Weighing {

    private static final int ROWS = 12;
    private static final double UNIT = 0.25;

    private final Catalogue catalogue;

    public Weighing(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /** Tries every set of arguments that goes with weights. */
    public void check(MetricDefinition definition) {
        List<Map<String, @Nullable Object>> tried = new ArrayList<>();
        ArgumentSets.of(definition, catalogue).keySet().forEach(arguments -> {
            if (!Boolean.TRUE.equals(arguments.get("weighted")) && !arguments.containsKey("weight_unit")) {
                try {
                    check(definition, arguments);
                    tried.add(arguments);
                } catch (PlanException refused) {
                    assertThat(refused).hasMessageContaining("'weighted' is true");
                }
            }
        });
        assertThat(tried)
                .as("arguments with which " + definition.name() + " takes weights")
                .isNotEmpty();
    }

    private void check(MetricDefinition definition, Map<String, @Nullable Object> arguments) {
        Map<String, @Nullable Object> weighing = new LinkedHashMap<>(arguments);
        weighing.put("weighted", true);
        weighing.put("weight_unit", UNIT);
        MetricSet weighted = set(catalogue.create(definition.name(), weighing, Map.of()));
        MetricSet plain = set(catalogue.create(definition.name(), arguments, Map.of()));
        List<Statistic> weighed = new ArrayList<>();
        weighted.statistics().forEach(statistic -> weighed.add(((Weighted) statistic).of()));
        if (!weighed.equals(plain.statistics())) {
            // With weights another statistic stands in, whose own laws hold.
            return;
        }
        Random random = new Random(5);
        List<Event> weighedRows = new ArrayList<>();
        List<Event> manyRows = new ArrayList<>();
        for (Event event : new RandomRows(weighted.schema(), random).events(ROWS)) {
            int weight = random.nextInt(4);
            Row row = event.row();
            boolean onLabel = weighted.schema().indexOf(Input.LABEL_WEIGHTS) >= 0 && random.nextBoolean();
            row.set(Input.WEIGHTS, Cell.Numbers.scalar(onLabel ? 9 : weight * UNIT, DataType.FLOAT64));
            row.set(Input.LABEL_WEIGHTS, onLabel ? Cell.Numbers.scalar(weight * UNIT, DataType.FLOAT64) : Cell.ABSENT);
            Row copy = new Row(plain.schema());
            row.schema().inputs().forEach(input -> copy.set(input, row.cell(input)));
            weighedRows.add(new Event(row, 1, event.time(), event.sequence()));
            manyRows.add(new Event(copy, weight, event.time(), event.sequence()));
        }
        assertThat(Fold.of(weighted, weighedRows).toBytes())
                .as(definition.name() + " " + arguments)
                .isEqualTo(Fold.of(plain, manyRows).toBytes());
    }

    private static MetricSet set(Metric metric) {
        return MetricSet.of(Map.of("it", metric));
    }
}
