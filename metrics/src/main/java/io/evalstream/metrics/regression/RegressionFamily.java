package io.evalstream.metrics.regression;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;
import java.util.stream.Stream;

/** Metrics of predicted numbers. */
public final class RegressionFamily implements MetricFamily {

    @Override
    public String name() {
        return "regression";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return Stream.of(
                        ErrorMetrics.definitions(),
                        OrderMetrics.definitions(),
                        Skill.definitions(),
                        MomentMetrics.definitions(),
                        RowMetrics.definitions(),
                        RankMetrics.definitions(),
                        List.of(Sides.definition()))
                .flatMap(List::stream)
                .toList();
    }
}
