package io.evalstream.metrics.laws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws hold for metrics that keep them, and fail for those that do not. */
class LawsTest {

    @Test
    void lawsHoldForMetricsThatKeepThem() {
        Catalogue catalogue = new Catalogue(List.of(new SampleFamily()));
        for (MetricDefinition definition : catalogue.definitions()) {
            assertThat(ArgumentSets.of(definition, catalogue)).isNotEmpty();
            ArgumentSets.of(definition, catalogue).values().forEach(metric -> new Laws(metric, 5).hold());
        }
    }

    @Test
    void argumentsAreVariedAndTheRefusedLeftOut() {
        Catalogue catalogue = new Catalogue(List.of(new SampleFamily()));
        assertThat(ArgumentSets.of(catalogue.find("binary_accuracy"), catalogue).keySet().stream()
                        .map(arguments -> arguments.getOrDefault("input", "")))
                .contains("probability", "logit", "label");
    }

    @Test
    void aStateThatForgetsTheMultiplicityBreaksThem() {
        assertBroken((batch, cells, row) -> cells.count(row, 0, 0, 1), "retract");
    }

    @Test
    void aStateThatDependsOnTheBatchBreaksThem() {
        assertBroken((batch, cells, row) -> cells.count(row, 0, 0, batch.size()), "order|split|tree");
    }

    @Test
    void aStateThatDependsOnThePlaceInTheBatchBreaksThem() {
        assertBroken((batch, cells, row) -> cells.count(row, 0, 0, row), "split|tree");
    }

    private static void assertBroken(Update update, String law) {
        Metric metric = Metric.of("broken", new Broken(update), null, memory -> Value.scalar((double) memory.count(0)));
        assertThatThrownBy(() -> new Laws(metric, 5).hold())
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s).*(" + law + ").*");
    }

    /** What a broken statistic does with a row. */
    @FunctionalInterface
    private interface Update {
        void row(Batch batch, Cells cells, int row);
    }

    private record Broken(Update update) implements Statistic {
        @Override
        public List<Slot> slots() {
            return List.of(Slot.counts("count"));
        }

        @Override
        public List<Requirement> requirements() {
            return List.of(Requirement.of(Input.VALUE, new Domain.Finite()));
        }

        @Override
        public void update(Batch batch, Cells cells) {
            for (int row = 0; row < batch.size(); row++) {
                update.row(batch, cells, row);
            }
        }
    }
}
