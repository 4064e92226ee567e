package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Structural similarity over scales, each half as large as the one before (Wang, Simoncelli and Bovik, Asilomar 2003): the
 * contrasts of all but the last scale and the similarity of the last, each to a power, multiplied.
 *
 * @param betas the powers, of the finest scale first
 */
record MultiScaleSsim(Ssim ssim, List<Double> betas, Normalization normalize) implements ImageTerm {

    /** What becomes of the numbers of a scale before they are raised to a power. */
    enum Normalization {
        /** Negative ones become zero. */
        RELU,
        /** They go from 0 to 1 instead of from −1. */
        SIMPLE,
        /** They stay; a negative one has no power, so there is no value. */
        NONE;

        double of(double score) {
            return switch (this) {
                case RELU -> score < 0 ? 0 : score;
                case SIMPLE -> (score + 1) / 2;
                case NONE -> score;
            };
        }
    }

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ssim.check(row);
        if (shape != null) {
            return shape;
        }
        Cell.Numbers preds = row.numbers(Input.PREDS);
        Rejection small = tooSmall(row);
        if (small != null) {
            return small;
        }
        Size size = Image.size(preds.shape());
        int axes = preds.shape().length - 1;
        for (int scale = 0; scale < betas.size(); scale++) {
            if (!ssim.fits(size, axes, scale < betas.size() - 1)) {
                return Rejection.wrongShape(
                        Input.PREDS, preds, "images that at each of " + betas.size() + " scales hold the window");
            }
            size = halved(size, axes);
        }
        return null;
    }

    /** TorchMetrics' own bounds: 2^scales, and the window less one for each of (scales − 1)² parts of height and width. */
    private @Nullable Rejection tooSmall(Row row) {
        int least = 1 << betas.size();
        int parts = Math.max(1, betas.size() - 1) * Math.max(1, betas.size() - 1);
        List<Integer> sizes = ssim.sizes();
        int height = parts * sizes.get(0);
        int width = parts * sizes.get(sizes.size() == 1 ? 0 : 1);
        return ImagePair.tooSmall(Input.PREDS, row, Math.max(least, height), Math.max(least, width));
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row).within(ssim.range());
        double product = 1;
        for (int scale = 0; scale < betas.size(); scale++) {
            Ssim.Scores scores = ssim.compare(images);
            boolean last = scale == betas.size() - 1;
            double score = normalize.of(last ? scores.similarity() : scores.contrast());
            product *= StrictMath.pow(score, betas.get(scale));
            if (!last) {
                images = new ImagePair(halved(images.preds()), halved(images.target()));
            }
        }
        return ImageTerm.one(product);
    }

    private static Size halved(Size size, int axes) {
        return new Size(axes == 2 ? 1 : size.depth() / 2, size.height() / 2, size.width() / 2);
    }

    /** Means of two by two, or two by two by two, elements; what is left over at an edge is left out. */
    private static Image halved(Image image) {
        Size size = image.size();
        Size half = halved(size, image.axes());
        int deep = image.axes() == 2 ? 1 : 2;
        double[] means = new double[image.channels() * half.area()];
        int next = 0;
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int z = 0; z < half.depth(); z++) {
                for (int y = 0; y < half.height(); y++) {
                    for (int x = 0; x < half.width(); x++) {
                        double sum = 0;
                        for (int inner = 0; inner < deep; inner++) {
                            int plane = (deep * z + inner) * size.height();
                            int at = image.at(channel) + (plane + 2 * y) * size.width() + 2 * x;
                            sum += image.values()[at]
                                    + image.values()[at + 1]
                                    + image.values()[at + size.width()]
                                    + image.values()[at + size.width() + 1];
                        }
                        means[next++] = sum / (4 * deep);
                    }
                }
            }
        }
        return new Image(means, 0, image.channels(), image.axes(), half);
    }
}
