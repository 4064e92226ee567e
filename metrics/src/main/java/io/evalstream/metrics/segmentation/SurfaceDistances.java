package io.evalstream.metrics.segmentation;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exact sum of the Hausdorff distances of all rows and classes, and their number.
 *
 * @param directed whether only the way from the predicted edge to the true one counts
 */
record SurfaceDistances(Masks masks, Distance distance, boolean directed) implements Statistic {

    private static final int SUM = 0;
    private static final int COUNT = 1;

    /** Rows and columns of a mask. */
    private static final int DIMENSIONS = 2;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("count"));
    }

    @Override
    public List<Requirement> requirements() {
        return masks.requirements();
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection rejection = masks.check(row);
        if (rejection != null) {
            return rejection;
        }
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Cell.Numbers target = row.numbers(Input.TARGET);
        int dimensions = Math.min(preds.shape().length, target.shape().length)
                - (masks.format() == Masks.Format.ONE_HOT ? 1 : 0);
        if (dimensions != DIMENSIONS) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "the masks have " + dimensions + " dimensions; expected rows and columns of pixels");
        }
        return checkPresent(preds, target);
    }

    @Override
    public void update(Batch batch, Cells cells) {
        for (int row = 0; row < batch.size(); row++) {
            int all = masks.classesOf(batch, row);
            int[] shape = batch.numbers(Input.PREDS).shape(row);
            int width = shape[shape.length - 1];
            for (int i = masks.first(all); i < all; i++) {
                Edge predicted = Edge.of(masks.mask(batch, Input.PREDS, row, i), width);
                Edge expected = Edge.of(masks.mask(batch, Input.TARGET, row, i), width);
                double farthest = distance.farthest(predicted, expected);
                if (!directed) {
                    farthest = Math.max(farthest, distance.farthest(expected, predicted));
                }
                cells.sum(row, SUM, 0).add(farthest, batch.multiplicity(row));
                cells.count(row, COUNT, 0, batch.multiplicity(row));
            }
        }
    }

    static Value mean(Memory memory) {
        return Value.scalar(memory.sum(SUM).dividedBy(memory.count(COUNT)));
    }

    /** A class that neither mask has is no distance apart from anything; TorchMetrics fails there. */
    private @Nullable Rejection checkPresent(Cell.Numbers preds, Cell.Numbers target) {
        int all = masks.known();
        for (int i = masks.first(all); i < all; i++) {
            if (!masks.isPresent(i, preds, target) && !masks.isPresent(i, target, preds)) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE, "neither mask has the class " + i + "; a distance needs one");
            }
        }
        return null;
    }
}
