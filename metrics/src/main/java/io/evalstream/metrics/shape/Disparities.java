package io.evalstream.metrics.shape;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Cells;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.batch.Statistic;
import io.evalstream.metrics.metric.Value;
import io.evalstream.metrics.state.Memory;
import io.evalstream.metrics.state.Slot;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The exact sum of the Procrustes disparities of the rows, each two clouds of as many points, and their number. */
record Disparities() implements Statistic {

    private static final Input FIRST = Input.numbers("point_cloud1", Input.Side.PREDICTION);
    private static final Input SECOND = Input.numbers("point_cloud2", Input.Side.LABEL);

    private static final int SUM = 0;
    private static final int COUNT = 1;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("count"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.of(FIRST, new Domain.Finite()), Requirement.of(SECOND, new Domain.Finite()));
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Cell.Numbers first = row.numbers(FIRST);
        Cell.Numbers second = row.numbers(SECOND);
        int[] shape = first.shape();
        if (shape.length != 2 || first.values().length == 0 || !Arrays.equals(shape, second.shape())) {
            return new Rejection(
                    Rejection.Reason.WRONG_WIDTH,
                    "point_cloud1 has the shape " + Arrays.toString(shape) + " and point_cloud2 "
                            + Arrays.toString(second.shape()) + "; expected points by coordinates, of one shape");
        }
        for (Input input : List.of(FIRST, SECOND)) {
            if (!PointCloud.hasExtent(row.numbers(input).values(), shape[1])) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        "the points of " + input.name() + " have no extent that could be scaled to one; expected finite"
                                + " points in more than one place");
            }
        }
        return null;
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn first = batch.numbers(FIRST);
        NumberColumn second = batch.numbers(SECOND);
        for (int row = 0; row < batch.size(); row++) {
            int dimensions = first.shape(row)[1];
            double disparity = PointCloud.disparity(
                    PointCloud.standardized(first.row(row), dimensions),
                    PointCloud.standardized(second.row(row), dimensions),
                    dimensions);
            cells.sum(row, SUM, 0).add(disparity, batch.multiplicity(row));
            cells.count(row, COUNT, 0, batch.multiplicity(row));
        }
    }

    static Value mean(Memory memory) {
        return Value.scalar(memory.sum(SUM).dividedBy(memory.count(COUNT)));
    }

    static Value total(Memory memory) {
        return Value.scalar(memory.sum(SUM).doubleValue());
    }
}
