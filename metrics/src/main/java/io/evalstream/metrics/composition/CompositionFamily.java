package io.evalstream.metrics.composition;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;

/** Metrics made of other metrics. The arguments of the whole plan are those of the nested metrics as well. */
public final class CompositionFamily implements MetricFamily {

    @Override
    public String name() {
        return "composition";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return List.of(
                Collection.definition(),
                Compositional.definition(),
                Classwise.definition(),
                Multioutput.definition(),
                Multitask.definition(),
                Transformers.binaryTarget(),
                Transformers.formulas(),
                OverWindows.running(),
                OverWindows.change(),
                MinMax.definition(),
                Tracker.definition(),
                Bootstrap.definition());
    }
}
