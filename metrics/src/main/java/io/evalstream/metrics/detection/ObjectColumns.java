package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Domain;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Requirement;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The columns of one side of an image: an entry for each object. A tensor without elements, of any shape, is no object.
 *
 * @param boxes four numbers for each object
 * @param masks rows and columns of pixels for each object, zeros and ones
 * @param labels the class of each object
 */
record ObjectColumns(Input boxes, Input masks, Input labels) {

    static final ObjectColumns PREDS = of("preds", Input.Side.PREDICTION);
    static final ObjectColumns TARGET = of("target", Input.Side.LABEL);

    /** How sure the model is of each detection. */
    static final Input SCORES = Input.numbers("preds_scores", Input.Side.PREDICTION);
    /** Whether a true object is a crowd: detections in it are neither right nor wrong. */
    static final Input CROWD = Input.numbers("target_iscrowd", Input.Side.LABEL);
    /** The area of each true object, where it is not that of its box or mask. */
    static final Input AREA = Input.numbers("target_area", Input.Side.LABEL);

    /** Numbers of a box. */
    static final int CORNERS = 4;

    private static final int MASK_DIMENSIONS = 3;

    /** Coordinates up to here have areas and distances that a double holds. */
    private static final double FARTHEST = 1e9;

    private static ObjectColumns of(String prefix, Input.Side side) {
        return new ObjectColumns(
                Input.numbers(prefix + "_boxes", side),
                Input.numbers(prefix + "_masks", side),
                Input.numbers(prefix + "_labels", side));
    }

    Requirement requiredBoxes() {
        return Requirement.of(boxes, new Domain.Finite());
    }

    Requirement requiredMasks() {
        return Requirement.of(masks, new Domain.Classes(2, null));
    }

    Requirement requiredLabels() {
        return Requirement.of(labels, Domain.Whole.ANY);
    }

    /** Number of objects of an image. */
    int count(Batch batch, int row) {
        return batch.numbers(labels).length(row);
    }

    /** The class of an object. */
    long label(Batch batch, int row, int object) {
        NumberColumn column = batch.numbers(labels);
        return (long) column.values()[column.start(row) + object];
    }

    /** A rejection where the boxes are not four numbers for each label, or null. */
    @Nullable
    Rejection checkBoxes(Row row) {
        Cell.Numbers cell = row.numbers(boxes);
        int count = row.numbers(labels).values().length;
        boolean fits = cell.values().length == 0
                ? count == 0
                : cell.shape().length == 2 && cell.shape()[0] == count && cell.shape()[1] == CORNERS;
        if (!fits) {
            return Rejection.wrongShape(boxes, cell, "[" + count + ", " + CORNERS + "], for as many objects as labels");
        }
        for (double value : cell.values()) {
            if (Math.abs(value) > FARTHEST) {
                return new Rejection(
                        Rejection.Reason.OUT_OF_RANGE,
                        boxes.name() + " holds " + value + "; expected coordinates between -1e9 and 1e9");
            }
        }
        return null;
    }

    /** A rejection where the masks are not one for each label, or null. */
    @Nullable
    Rejection checkMasks(Row row) {
        Cell.Numbers cell = row.numbers(masks);
        int count = row.numbers(labels).values().length;
        boolean fits = cell.values().length == 0
                ? count == 0
                : cell.shape().length == MASK_DIMENSIONS && cell.shape()[0] == count;
        return fits
                ? null
                : Rejection.wrongShape(masks, cell, "[" + count + ", rows, columns], for as many objects as labels");
    }

    /** A rejection where a column that the row has does not hold one number for each label, or null. */
    @Nullable
    Rejection checkEach(Row row, List<Input> columns) {
        int count = row.numbers(labels).values().length;
        for (Input column : columns) {
            if (row.cell(column) instanceof Cell.Numbers cell && cell.values().length != count) {
                return Rejection.wrongShape(column, cell, "one number for each of the " + count + " labels");
            }
        }
        return null;
    }
}
