package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The overlaps of an image's pairs of a detection and a true object that count.
 *
 * @param threshold pairs that overlap less do not count, or null for all
 * @param respectLabels whether only pairs of one class count
 */
record PairOverlaps(
        BoxOverlap overlap, BoxFormat format, @Nullable Double threshold, boolean respectLabels) {

    /** Receives the overlap of a pair; the class of its true object is null where the image has none. */
    @FunctionalInterface
    interface Visitor {
        void pair(double overlap, @Nullable Long trueClass);
    }

    static List<Requirement> requirements() {
        return List.of(
                ObjectColumns.PREDS.requiredBoxes(),
                ObjectColumns.PREDS.requiredLabels(),
                ObjectColumns.TARGET.requiredBoxes(),
                ObjectColumns.TARGET.requiredLabels());
    }

    static @Nullable Rejection check(Row row) {
        Rejection rejection = ObjectColumns.PREDS.checkBoxes(row);
        return rejection == null ? ObjectColumns.TARGET.checkBoxes(row) : rejection;
    }

    void forEach(Batch batch, int row, Visitor visitor) {
        double[][] detected = format.corners(batch, ObjectColumns.PREDS.boxes(), row);
        double[][] expected = format.corners(batch, ObjectColumns.TARGET.boxes(), row);
        if (detected.length == 0 || expected.length == 0) {
            missed(batch, row, detected.length + expected.length, visitor);
            return;
        }
        DataType type = batch.numbers(ObjectColumns.PREDS.boxes()).type(row);
        for (int i = 0; i < detected.length; i++) {
            for (int j = 0; j < expected.length; j++) {
                long trueClass = ObjectColumns.TARGET.label(batch, row, j);
                if (respectLabels && ObjectColumns.PREDS.label(batch, row, i) != trueClass) {
                    continue;
                }
                double value = overlap.of(detected[i], expected[j]);
                if (threshold == null || !(type.round(value) < type.round(threshold))) {
                    visitor.pair(value, trueClass);
                }
            }
        }
    }

    /**
     * Where one side of an image is empty, each object of the other counts as one overlap of 0, as in TorchMetrics; where
     * labels do not count, it counts as often as there are objects.
     */
    private void missed(Batch batch, int row, int count, Visitor visitor) {
        boolean undetected = ObjectColumns.TARGET.count(batch, row) > 0;
        for (int i = 0; i < count; i++) {
            Long trueClass = undetected ? ObjectColumns.TARGET.label(batch, row, i) : null;
            for (int times = respectLabels ? 1 : count; times > 0; times--) {
                visitor.pair(0, trueClass);
            }
        }
    }
}
