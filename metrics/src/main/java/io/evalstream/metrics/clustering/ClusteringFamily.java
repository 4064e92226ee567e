package io.evalstream.metrics.clustering;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;
import java.util.stream.Stream;

/** Quality of clusters: against true classes, or by the data themselves. */
public final class ClusteringFamily implements MetricFamily {

    @Override
    public String name() {
        return "clustering";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return Stream.of(LabelMetrics.definitions(), DataMetrics.definitions())
                .flatMap(List::stream)
                .toList();
    }
}
