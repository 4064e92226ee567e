package io.evalstream.metrics.probability;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Metrics of predicted probabilities: proper scores, their skill, and calibration in the large. */
public final class ProbabilityFamily implements MetricFamily {

    @Override
    public String name() {
        return "probability";
    }

    @Override
    public List<MetricDefinition> metrics() {
        List<MetricDefinition> metrics = new ArrayList<>();
        ProperScore.ALL.forEach(score -> metrics.addAll(score.definitions()));
        metrics.add(NormalizedEntropy.definition());
        metrics.add(CalibrationSums.definition());
        return metrics;
    }
}
