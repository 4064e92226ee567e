package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.laws.ArgumentSets;
import io.evalstream.metrics.laws.Covering;
import io.evalstream.metrics.laws.Laws;
import io.evalstream.metrics.laws.Weighing;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.Parameter;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What every metric of the catalogue promises, proved without its author writing a test: it is found by discovery, its
 * arguments are derived from its parameters and its rows from its requirements.
 */
class ContractTest {

    private static final long[] SEEDS = {1, 2};

    private final Catalogue catalogue = Catalogue.discover();

    @TestFactory
    Stream<DynamicTest> everyMetricKeepsTheLaws() {
        return each(definition -> {
            Map<Map<String, Object>, Metric> metrics = ArgumentSets.of(definition, catalogue);
            assertThat(metrics)
                    .as("arguments that " + definition.name() + " accepts")
                    .matches(accepted -> accepted.isEmpty() == definition.needsFile());
            metrics.forEach((arguments, metric) -> {
                for (long seed : SEEDS) {
                    try {
                        new Laws(metric, seed).hold();
                    } catch (RuntimeException | AssertionError broken) {
                        throw new AssertionError(
                                definition.name() + " " + arguments + ", seed " + seed + ": " + broken.getMessage(),
                                broken);
                    }
                }
            });
        });
    }

    /** A row that weighs so many units is so many rows: their states have the same bytes. */
    @TestFactory
    Stream<DynamicTest> aWeightIsSoManyRows() {
        return catalogue.definitions().stream()
                .filter(MetricDefinition::hasWeights)
                .map(definition ->
                        DynamicTest.dynamicTest(definition.name(), () -> new Weighing(catalogue).check(definition)));
    }

    @TestFactory
    Stream<DynamicTest> everyMetricSaysWhatItIs() {
        return each(definition -> {
            assertThat(definition.name()).matches("[a-z][a-z0-9_]*");
            assertThat(definition.summary()).as("summary").isNotBlank();
            assertThat(definition.formula()).as("formula").isNotBlank();
            for (Parameter parameter : definition.parameters()) {
                assertThat(parameter.name()).as("name of a parameter").matches("[a-zA-Z][a-zA-Z0-9_]*");
                assertThat(parameter.description())
                        .as("description of " + parameter.name())
                        .isNotBlank();
            }
            assertThat(definition.parameters().stream().map(Parameter::name).distinct())
                    .as("names of parameters, each once")
                    .hasSameSizeAs(definition.parameters());
            if (!definition.torchMetrics().isEmpty()) {
                assertThat(catalogue.find(definition.torchMetrics()))
                        .as("found as " + definition.torchMetrics())
                        .isSameAs(definition);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aMetricReadFromALargerStatisticSaysTheSame() {
        Covering covering = new Covering(catalogue);
        return each(covering::check);
    }

    private Stream<DynamicTest> each(java.util.function.Consumer<MetricDefinition> check) {
        return catalogue.definitions().stream()
                .map(definition -> DynamicTest.dynamicTest(definition.name(), () -> check.accept(definition)));
    }
}
