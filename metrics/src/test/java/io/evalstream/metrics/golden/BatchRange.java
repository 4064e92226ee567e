package io.evalstream.metrics.golden;

import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.metric.Catalogue;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.Map;

/** The range of images that TorchMetrics takes from each batch where none is given; here it must be given. */
final class BatchRange {

    private static final String ARGUMENT = "data_range";

    private BatchRange() {}

    /** True where the metric needs a range and the case gives none. */
    static boolean isMissing(Map<String, Object> args, String metric, Catalogue catalogue) {
        return args.get(ARGUMENT) == null
                && catalogue.find(metric).parameters().stream()
                        .anyMatch(parameter -> parameter.name().equals(ARGUMENT) && parameter.required());
    }

    /** The arguments with the range of a batch: the larger one of its predictions' and its targets'. */
    static Map<String, Object> in(Map<String, Object> args, GoldenBatch batch) {
        Map<String, Object> complete = new LinkedHashMap<>(args);
        complete.put(ARGUMENT, Math.max(extent(batch, "preds"), extent(batch, "target")));
        return complete;
    }

    private static double extent(GoldenBatch batch, String column) {
        DoubleSummaryStatistics values = batch.numbers(column).stream()
                .map(Cell.Numbers::values)
                .flatMapToDouble(Arrays::stream)
                .summaryStatistics();
        return values.getMax() - values.getMin();
    }
}
