package io.evalstream.jobs.export;

import java.util.List;

/**
 * One number of a time series.
 *
 * @param labels the texts of the metric's labels, in their order
 */
record Sample(ExportedMetric metric, List<String> labels, double value) {
    Sample {
        labels = List.copyOf(labels);
        if (labels.size() != metric.labels().size()) {
            throw new IllegalArgumentException(
                    metric.exportedName() + " has the labels " + metric.labels() + "; given are " + labels);
        }
    }
}
