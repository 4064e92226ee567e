package io.evalstream.metrics.retrieval;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;
import java.util.stream.Stream;

/** Metrics of ranked answers to queries. */
public final class RetrievalFamily implements MetricFamily {

    @Override
    public String name() {
        return "retrieval";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return Stream.of(QueryMetrics.definitions(), CurveMetrics.definitions(), RowGain.definitions())
                .flatMap(List::stream)
                .toList();
    }
}
