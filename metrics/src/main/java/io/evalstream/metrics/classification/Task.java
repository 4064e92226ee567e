package io.evalstream.metrics.classification;

import java.util.Locale;

/** What is classified: yes or no, one class of several, or several labels at once. */
enum Task {
    BINARY("Binary"),
    MULTICLASS("Multiclass"),
    MULTILABEL("Multilabel");

    private final String prefix;

    Task(String prefix) {
        this.prefix = prefix;
    }

    /** {@code binary_accuracy} for {@code accuracy}. */
    String metricName(String metric) {
        return word() + "_" + metric;
    }

    /** {@code BinaryAccuracy} for {@code Accuracy}. */
    String className(String torchMetrics) {
        return prefix + torchMetrics;
    }

    /** The task as plans say it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
