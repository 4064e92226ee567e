package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/** The root mean squared error within a window, averaged over the places of it that lie within a row's images. */
record SlidingError(int window) implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row);
        if (shape != null) {
            return shape;
        }
        int least = Math.max(2 * Windows.margin(window) + 1, window / 2 + 1);
        return ImagePair.tooSmall(Input.PREDS, row, least, least);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        double[] errors = errors(ImagePair.of(batch, row), window);
        double sum = 0;
        for (double error : errors) {
            sum += error;
        }
        return ImageTerm.one(sum / errors.length);
    }

    /** The errors at the places of a window that lies within the images, channel by channel. */
    static double[] errors(ImagePair images, int window) {
        Size size = images.preds().size();
        int channels = images.preds().channels();
        double[] squares = new double[size.area()];
        Size inner = inner(size, window);
        double[] errors = new double[channels * inner.area()];
        SeparableFilter mean = Windows.mean(window);
        for (int channel = 0; channel < channels; channel++) {
            int one = images.preds().at(channel);
            int other = images.target().at(channel);
            for (int i = 0; i < squares.length; i++) {
                double error =
                        images.target().values()[other + i] - images.preds().values()[one + i];
                squares[i] = error * error;
            }
            double[] means = mean.apply(squares, 0, size);
            copyInner(means, size, window, errors, channel * inner.area());
        }
        for (int i = 0; i < errors.length; i++) {
            errors[i] = Math.sqrt(errors[i]);
        }
        return errors;
    }

    /** What is left of a channel without its margins. */
    static Size inner(Size size, int window) {
        int margins = 2 * Windows.margin(window);
        return new Size(1, size.height() - margins, size.width() - margins);
    }

    static void copyInner(double[] from, Size size, int window, double[] to, int at) {
        int margin = Windows.margin(window);
        Size inner = inner(size, window);
        for (int y = 0; y < inner.height(); y++) {
            int line = (y + margin) * size.width() + margin;
            System.arraycopy(from, line, to, at + y * inner.width(), inner.width());
        }
    }
}
