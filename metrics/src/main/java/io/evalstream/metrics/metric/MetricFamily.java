package io.evalstream.metrics.metric;

import java.util.List;

/**
 * Metrics that belong together. Families are found by {@link java.util.ServiceLoader}, so a jar on the class path adds
 * metrics: it names its family in {@code META-INF/services/io.evalstream.metrics.metric.MetricFamily}.
 */
public interface MetricFamily {

    /** The family's name, such as {@code regression}. */
    String name();

    List<MetricDefinition> metrics();
}
