package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Batch;
import io.evalstream.metrics.batch.Cell;
import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The universal image quality index at every place whose window lies within the images (Wang and Bovik, IEEE Signal
 * Processing Letters 9, 2002): structural similarity without constants, but for the epsilon of doubles.
 */
record UniversalQuality(List<Integer> sizes, List<Double> sigma) implements ImageTerm {

    /** The window by default. */
    static final UniversalQuality DEFAULT = new UniversalQuality(List.of(11, 11), List.of(1.5, 1.5));

    private static final double EPSILON = 0x1p-52;

    @Override
    public @Nullable Rejection check(Row row) {
        Rejection shape = ImagePair.check(row);
        return shape != null ? shape : tooSmall(Input.PREDS, row);
    }

    /** A rejection for an image that no window fits into, or null. */
    @Nullable
    Rejection tooSmall(Input input, Row row) {
        return ImagePair.tooSmall(input, row, sizes.get(0), sizes.get(1));
    }

    SeparableFilter filter() {
        return new SeparableFilter(
                Window.gaussian(sizes.get(0), sigma.get(0)), Window.gaussian(sizes.get(1), sigma.get(1)));
    }

    @Override
    public Cell.Numbers of(Batch batch, int row) {
        ImagePair images = ImagePair.of(batch, row);
        SeparableFilter filter = filter();
        Image preds = images.preds();
        Size size = filter.of(preds.size());
        double[] map = new double[preds.channels() * size.area()];
        for (int channel = 0; channel < preds.channels(); channel++) {
            compare(images.moments(filter, channel), map, channel * size.area());
        }
        return ImageTerm.map(map, preds.channels(), size.height(), size.width());
    }

    /** The mean over all places of a channel of one image beside a channel of another of the same size. */
    double mean(Image first, int channel, Image second, int other) {
        LocalMoments moments = new LocalMoments(
                filter(), first.values(), first.at(channel), second.values(), second.at(other), first.size());
        double[] map = new double[moments.length()];
        compare(moments, map, 0);
        double sum = 0;
        for (double place : map) {
            sum += place;
        }
        return sum / map.length;
    }

    private static void compare(LocalMoments at, double[] map, int from) {
        for (int i = 0; i < at.length(); i++) {
            double one = at.firstMean(i);
            double other = at.secondMean(i);
            double lower = (one * one + other * other) * (at.firstVariance(i) + at.secondVariance(i));
            map[from + i] = 2 * one * other * (2 * at.covariance(i)) / (lower + EPSILON);
        }
    }
}
