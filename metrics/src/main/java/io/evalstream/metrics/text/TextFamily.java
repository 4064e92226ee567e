package io.evalstream.metrics.text;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;
import java.util.stream.Stream;

/** Metrics of texts. */
public final class TextFamily implements MetricFamily {

    @Override
    public String name() {
        return "text";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return Stream.of(EditMetrics.definitions(), OverlapMetrics.definitions())
                .flatMap(List::stream)
                .toList();
    }
}
