package io.evalstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.evalstream.metrics.laws.ArgumentSets;
import io.evalstream.metrics.laws.Fold;
import io.evalstream.metrics.laws.Laws;
import io.evalstream.metrics.metric.Catalogue;
import io.evalstream.metrics.metric.Metric;
import io.evalstream.metrics.metric.MetricSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The laws hold on {@code torch:cpu} for metrics whose statistics have kernels, where PyTorch is on this machine. */
class ContractOnTensorsTest {

    @BeforeAll
    static void onTensors() {
        Fold.onTensors();
    }

    @AfterAll
    static void onTheDeviceThatWasAskedFor() {
        Fold.onTheDeviceThatWasAskedFor();
    }

    /** One metric for each set of statistics: metrics that read the same have the same states. */
    @TestFactory
    Stream<DynamicTest> everyStatisticWithAKernelKeepsTheLaws() {
        Catalogue catalogue = Catalogue.discover();
        Map<String, Metric> byStatistics = new TreeMap<>();
        catalogue
                .definitions()
                .forEach(definition -> ArgumentSets.of(definition, catalogue)
                        .values()
                        .forEach(metric -> {
                            MetricSet set = MetricSet.of(Map.of("metric", metric));
                            if (set.statistics().stream().anyMatch(statistic -> statistic.kernel() != null)) {
                                byStatistics.putIfAbsent(set.statistics().toString(), metric);
                            }
                        }));
        assertThat(byStatistics).isNotEmpty();
        return byStatistics.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> new Laws(entry.getValue(), 1).hold()));
    }
}
