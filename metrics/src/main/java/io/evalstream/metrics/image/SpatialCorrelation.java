package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The correlation of the fine structure of a row's images, within a window that slides over them, averaged over all places
 * (Zhou, Civco and Silander, International Journal of Remote Sensing 19, 1998). Fine structure is what a high-pass filter
 * leaves; where it has no variance, the correlation counts as zero.
 *
 * @param filter rows of the high-pass filter
 * @param window height and width of the window
 */
record SpatialCorrelation(List<List<Double>> filter, int window) implements ImageTerm {

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row, 2, 3);
        if (shape != null) {
            return shape;
        }
        // The filter reaches half its size over the edges, where the image is mirrored.
        int height = Math.max(window, filter.size() / 2);
        int width = Math.max(window, filter.get(0).size() / 2);
        return ImagePair.tooSmall(Input.PREDS, row, height, width);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row);
        Size size = images.preds().size();
        SeparableFilter mean =
                SeparableFilter.square(Window.uniform(window).padded(window / 2, (window - 1) / 2, Padding.ZERO));
        double sum = 0;
        for (int channel = 0; channel < images.preds().channels(); channel++) {
            double[] preds = highPass(images.preds(), channel);
            double[] target = highPass(images.target(), channel);
            LocalMoments moments = new LocalMoments(mean, preds, 0, target, 0, size);
            for (int i = 0; i < moments.length(); i++) {
                double deviations = Math.sqrt(moments.secondVariance(i)) * Math.sqrt(moments.firstVariance(i));
                sum += deviations == 0 ? 0 : moments.covariance(i) / deviations;
            }
        }
        return ImageTerm.one(sum / images.preds().length());
    }

    /** A channel convolved with the filter, twice as large, mirrored behind its edges. */
    private double[] highPass(Image image, int channel) {
        int height = image.size().height();
        int width = image.size().width();
        int rows = filter.size();
        int columns = filter.get(0).size();
        double[] passed = new double[height * width];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                // A convolution meets the filter from its end.
                double weight = 2 * filter.get(rows - 1 - i).get(columns - 1 - j);
                for (int y = 0; y < height; y++) {
                    int line = image.at(channel) + Padding.SYMMETRIC.index(y + i - (rows - 1) / 2, height) * width;
                    for (int x = 0; x < width; x++) {
                        int at = line + Padding.SYMMETRIC.index(x + j - (columns - 1) / 2, width);
                        passed[y * width + x] += weight * image.values()[at];
                    }
                }
            }
        }
        return passed;
    }
}
