package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.NumberColumn;

/**
 * The image that a row holds in a column: channels of height by width, or of depth by height by width, one after another
 * from an element of an array on. A tensor of height by width alone is one channel.
 *
 * @param axes two, or three where it has a depth
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a column; images are never compared
record Image(double[] values, int from, int channels, int axes, Size size) {

    static Image of(NumberColumn column, int row) {
        int[] shape = column.shape(row);
        int rank = shape.length;
        return new Image(
                column.values(), column.start(row), rank > 2 ? shape[0] : 1, Math.max(rank - 1, 2), size(shape));
    }

    /** Size of a channel of an image of a shape. */
    static Size size(int[] shape) {
        int rank = shape.length;
        return new Size(rank > 3 ? shape[1] : 1, shape[rank - 2], shape[rank - 1]);
    }

    /** Index of a channel's first element. */
    int at(int channel) {
        return from + channel * size.area();
    }

    /** All elements. */
    int length() {
        return channels * size.area();
    }

    /** The image within a range; itself where the range does not clamp. */
    Image within(DataRange range) {
        if (!range.clamps()) {
            return this;
        }
        double[] clamped = new double[length()];
        for (int i = 0; i < clamped.length; i++) {
            clamped[i] = range.clamp(values[from + i]);
        }
        return new Image(clamped, 0, channels, axes, size);
    }
}
