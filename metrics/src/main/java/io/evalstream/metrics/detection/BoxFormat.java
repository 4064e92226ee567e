package io.evalstream.metrics.detection;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.DataType;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.NumberColumn;

/** What the four numbers of a box are. They are converted in the type that they came as. */
enum BoxFormat {
    /** Two corners. */
    XYXY,
    /** The corner of the smallest coordinates, width and height. */
    XYWH,
    /** The centre, width and height. */
    CXCYWH;

    private static final int NUMBERS = ObjectColumns.CORNERS;

    /** The boxes of a row as two corners each. */
    double[][] corners(Batch batch, Input input, int row) {
        NumberColumn column = batch.numbers(input);
        DataType type = column.type(row);
        double[][] boxes = new double[column.length(row) / NUMBERS][];
        for (int i = 0; i < boxes.length; i++) {
            int at = column.start(row) + NUMBERS * i;
            double[] values = column.values();
            double[] corners = new double[NUMBERS];
            for (int axis = 0; axis < 2; axis++) {
                double place = values[at + axis];
                double other = values[at + 2 + axis];
                corners[axis] = this == CXCYWH ? type.round(place - 0.5 * other) : place;
                corners[2 + axis] = switch (this) {
                    case XYXY -> other;
                    case XYWH -> type.round(place + other);
                    case CXCYWH -> type.round(place + 0.5 * other);
                };
            }
            boxes[i] = corners;
        }
        return boxes;
    }

    /** The boxes of a row as corner, width and height each. */
    double[][] sizes(Batch batch, Input input, int row) {
        if (this == XYWH) {
            return XYXY.corners(batch, input, row);
        }
        double[][] boxes = corners(batch, input, row);
        DataType type = batch.numbers(input).type(row);
        for (double[] box : boxes) {
            box[2] = type.round(box[2] - box[0]);
            box[3] = type.round(box[3] - box[1]);
        }
        return boxes;
    }
}
