package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.MetricDefinition;
import io.evalstream.metrics.metric.MetricFamily;
import java.util.List;
import java.util.stream.Stream;

/**
 * Metrics of images. A row is one image, or one pair of them, as a tensor of [channels, height, width]; or the features that a
 * network made of one image.
 */
public final class ImageFamily implements MetricFamily {

    @Override
    public String name() {
        return "image";
    }

    @Override
    public List<MetricDefinition> metrics() {
        return Stream.of(
                        ErrorMetrics.definitions(),
                        SimilarityMetrics.definitions(),
                        PansharpeningMetrics.definitions(),
                        FeatureMetrics.definitions())
                .flatMap(List::stream)
                .toList();
    }
}
