package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import org.jspecify.annotations.Nullable;

/**
 * How much of what an eye learns of the true image it learns of the other too: the pixel-domain form of visual information
 * fidelity over four scales (Sheikh and Bovik, IEEE Transactions on Image Processing 15, 2006), averaged over the channels.
 *
 * @param noise variance of the noise of the eye
 */
record VisualInformation(double noise) implements ImageTerm {

    private static final int SCALES = 4;
    /** The window of the first scale is 17 wide, and what it leaves is halved three times. */
    private static final int SMALLEST = 41;

    private static final double EPSILON = 1e-10;

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row);
        return shape != null ? shape : ImagePair.tooSmall(Input.PREDS, row, SMALLEST, SMALLEST);
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row);
        int channels = images.preds().channels();
        double sum = 0;
        for (int channel = 0; channel < channels; channel++) {
            sum += fidelity(images, channel);
        }
        return ImageTerm.one(sum / channels);
    }

    private double fidelity(ImagePair images, int channel) {
        double[] preds = images.preds().values();
        double[] target = images.target().values();
        int ofPreds = images.preds().at(channel);
        int ofTarget = images.target().at(channel);
        Size size = images.preds().size();
        double kept = 0;
        double all = 0;
        for (int scale = 0; scale < SCALES; scale++) {
            int width = (1 << (SCALES - scale)) + 1;
            SeparableFilter filter = SeparableFilter.square(Window.gaussian(width, width / 5.0));
            if (scale > 0) {
                Size filtered = filter.of(size);
                preds = everySecond(filter.apply(preds, ofPreds, size), filtered);
                target = everySecond(filter.apply(target, ofTarget, size), filtered);
                ofPreds = 0;
                ofTarget = 0;
                size = new Size(1, (filtered.height() + 1) / 2, (filtered.width() + 1) / 2);
            }
            LocalMoments moments = new LocalMoments(filter, preds, ofPreds, target, ofTarget, size);
            for (int i = 0; i < moments.length(); i++) {
                kept += kept(moments, i);
                all += StrictMath.log10(1 + trueVariance(moments, i) / noise);
            }
        }
        return kept / all;
    }

    /** What is left of the information at a place after a gain and noise that explain the image best. */
    private double kept(LocalMoments moments, int place) {
        double variance = moments.firstVariance(place);
        double trueVariance = trueVariance(moments, place);
        double covariance = moments.covariance(place);
        double gain = covariance / (moments.secondVariance(place) + EPSILON);
        double added = variance - gain * covariance;
        if (moments.secondVariance(place) < EPSILON) {
            gain = 0;
            added = variance;
        }
        if (variance < EPSILON) {
            gain = 0;
            added = 0;
        }
        if (gain < 0) {
            gain = 0;
            added = variance;
        }
        added = added < EPSILON ? EPSILON : added;
        return StrictMath.log10(1 + gain * gain * trueVariance / (added + noise));
    }

    private static double trueVariance(LocalMoments moments, int place) {
        double variance = moments.secondVariance(place);
        return variance < EPSILON ? 0 : variance;
    }

    private static double[] everySecond(double[] values, Size size) {
        int height = (size.height() + 1) / 2;
        int width = (size.width() + 1) / 2;
        double[] halved = new double[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                halved[y * width + x] = values[2 * y * size.width() + 2 * x];
            }
        }
        return halved;
    }
}
