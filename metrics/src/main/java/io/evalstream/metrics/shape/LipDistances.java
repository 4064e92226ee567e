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

/**
 * The exact sum of the largest squared distance between the lip vertices of each frame, and the number of frames. A row is
 * a frame; one without its counterpart, past the end of the shorter sequence, does not count.
 *
 * @param mouth indexes of the lip vertices
 */
record LipDistances(List<Integer> mouth) implements Statistic {

    private static final Input PREDICTED = Input.numbers("vertices_pred", Input.Side.PREDICTION);
    private static final Input TRUE = Input.numbers("vertices_gt", Input.Side.LABEL);

    private static final int SUM = 0;
    private static final int FRAMES = 1;

    private static final int COORDINATES = 3;

    @Override
    public List<Slot> slots() {
        return List.of(Slot.exactSum("sum"), Slot.counts("frames"));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(
                Requirement.of(PREDICTED, new Domain.Finite()).orAbsent(),
                Requirement.of(TRUE, new Domain.Finite()).orAbsent());
    }

    @Override
    public @Nullable Rejection check(Row row) {
        if (row.cell(PREDICTED) instanceof Cell.Absent || row.cell(TRUE) instanceof Cell.Absent) {
            return null;
        }
        int[] predicted = row.numbers(PREDICTED).shape();
        int[] expected = row.numbers(TRUE).shape();
        int last = mouth.stream().mapToInt(Integer::intValue).max().orElse(0);
        boolean fits = predicted.length == 2 && predicted[1] == COORDINATES && predicted[0] > last;
        return fits && Arrays.equals(predicted, expected)
                ? null
                : new Rejection(
                        Rejection.Reason.WRONG_WIDTH,
                        "vertices_pred has the shape " + Arrays.toString(predicted) + " and vertices_gt "
                                + Arrays.toString(expected) + "; expected more than " + last + " vertices of "
                                + COORDINATES + " coordinates, of one shape");
    }

    @Override
    public void update(Batch batch, Cells cells) {
        NumberColumn predicted = batch.numbers(PREDICTED);
        NumberColumn expected = batch.numbers(TRUE);
        for (int row = 0; row < batch.size(); row++) {
            if (predicted.length(row) == 0 || expected.length(row) == 0) {
                continue;
            }
            double largest = 0;
            for (int vertex : mouth) {
                double square = 0;
                for (int i = vertex * COORDINATES; i < (vertex + 1) * COORDINATES; i++) {
                    double difference =
                            predicted.values()[predicted.start(row) + i] - expected.values()[expected.start(row) + i];
                    square += difference * difference;
                }
                largest = Math.max(largest, square);
            }
            cells.sum(row, SUM, 0).add(largest, batch.multiplicity(row));
            cells.count(row, FRAMES, 0, batch.multiplicity(row));
        }
    }

    static Value mean(Memory memory) {
        return Value.scalar(memory.sum(SUM).dividedBy(memory.count(FRAMES)));
    }
}
