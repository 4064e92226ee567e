package io.evalstream.metrics.classification;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.ArrayList;
import java.util.List;

/** Metrics of classifiers that are read from counts. */
public final class ClassificationFamily implements MetricFamily {

    @Override
    public String name() {
        return "classification";
    }

    @Override
    public List<MetricDefinition> metrics() {
        List<MetricDefinition> metrics = new ArrayList<>();
        metrics.addAll(BinaryClassification.definitions());
        metrics.addAll(MulticlassClassification.definitions());
        metrics.addAll(MultilabelClassification.definitions());
        metrics.addAll(ExactMatch.definitions());
        metrics.addAll(Calibration.definitions());
        metrics.addAll(Hinge.definitions());
        metrics.addAll(Fairness.definitions());
        metrics.addAll(BalancedAccuracy.definitions());
        metrics.add(LikelihoodRatios.definition());
        metrics.addAll(ScoreReport.definitions());
        metrics.addAll(ZeroOne.definitions());
        metrics.addAll(LabelCriteria.definitions());
        metrics.addAll(Dispatchers.definitions());
        return metrics;
    }
}
