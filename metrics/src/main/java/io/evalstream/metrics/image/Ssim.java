package io.evalstream.metrics.image;

import io.evalstream.metrics.batch.Input;
import io.evalstream.metrics.batch.Rejection;
import io.evalstream.metrics.batch.Row;
import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the structural similarity of two images is measured (Wang, Bovik, Sheikh and Simoncelli, IEEE Transactions on Image
 * Processing 13, 2004): at every place of the images, mirrored at their edges, means, variances and covariance are weighed
 * by a normal distribution or equally.
 *
 * @param sigma standard deviation along each axis, or one for all
 * @param sizes odd size of the window along each axis, or one for all. A normal distribution takes its size from the
 *     deviation; then this says only how far the width of a volume is mirrored
 */
record Ssim(boolean gaussian, List<Double> sigma, List<Integer> sizes, DataRange range, double k1, double k2) {

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.flag("gaussian_kernel", true, "whether places are weighed by a normal distribution, or equally"),
            Parameter.of("sigma", Parameter.Type.NUMBERS, List.of(1.5), "standard deviation, or one for each axis"),
            Parameter.of(
                    "kernel_size",
                    Parameter.Type.NUMBERS,
                    List.of(11.0),
                    "odd size of the window, or one for each axis, where places are weighed equally; a normal distribution"
                            + " takes its size from the deviation"),
            DataRange.PARAMETER,
            Parameter.number("k1", 0.01, "keeps the quotient of means stable"),
            Parameter.number("k2", 0.03, "keeps the quotient of variances stable"));

    /** Deviations to either side that a normal distribution covers. */
    private static final double REACH = 3.5;

    /**
     * What there is to say of two images.
     *
     * @param similarity mean over all places
     * @param contrast mean of the part that compares contrast, over the places whose window lies within the images
     * @param map similarity of each place, channel by channel
     * @param size of a channel of the map
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on at once; never compared
    record Scores(double similarity, double contrast, double[] map, Size size) {}

    static Ssim of(Arguments arguments) {
        List<Double> sigma = Windows.deviations(arguments);
        List<Integer> sizes = Windows.sizes(arguments);
        return new Ssim(
                arguments.flag("gaussian_kernel"),
                sigma,
                sizes,
                DataRange.of(arguments),
                arguments.number("k1"),
                arguments.number("k2"));
    }

    /** A rejection for a row that is no pair of images with as many axes as there are windows, or null. */
    @Nullable
    Rejection check(Row row) {
        Rejection shape = ImagePair.check(row, 3, 4);
        if (shape != null) {
            return shape;
        }
        int axes = row.numbers(Input.PREDS).shape().length - 1;
        for (List<?> given : List.of(sigma, sizes)) {
            if (given.size() != 1 && given.size() != axes) {
                return Rejection.wrongShape(
                        Input.PREDS,
                        row.numbers(Input.PREDS),
                        "channels and as many axes as sigma and kernel_size have numbers, " + given.size());
            }
        }
        return null;
    }

    /** The filter of images of two or three axes. */
    SeparableFilter filter(int axes) {
        Window[] windows = {Window.NONE, Window.NONE, Window.NONE};
        for (int axis = 0; axis < axes; axis++) {
            int padding = padding(axis, axes);
            Window window =
                    gaussian ? Window.gaussian(gaussianSize(axis), of(sigma, axis)) : Window.uniform(of(sizes, axis));
            windows[Size.AXES - axes + axis] = window.padded(padding, padding, Padding.REFLECT);
        }
        return new SeparableFilter(windows[Size.DEPTH], windows[Size.HEIGHT], windows[Size.WIDTH]);
    }

    /** The places of a map whose windows lie within the images. */
    private Size inner(Size mapped, int axes) {
        Size inner = mapped;
        for (int axis = 0; axis < axes; axis++) {
            int along = Size.AXES - axes + axis;
            inner = inner.with(along, Math.max(0, inner.along(along) - 2 * padding(axis, axes)));
        }
        return inner;
    }

    /** Whether images of a size are large enough for the windows, and with {@code inside} one fits without mirroring. */
    boolean fits(Size size, int axes, boolean inside) {
        Size mapped = filter(axes).of(size);
        return (inside ? inner(mapped, axes) : mapped).area() > 0;
    }

    Scores compare(ImagePair images) {
        int axes = images.preds().axes();
        SeparableFilter filter = filter(axes);
        Size mapped = filter.of(images.preds().size());
        int channels = images.preds().channels();
        double[] map = new double[channels * mapped.area()];
        double[] contrasts = new double[map.length];
        for (int channel = 0; channel < channels; channel++) {
            compare(images.moments(filter, channel), map, contrasts, channel * mapped.area());
        }
        double similarity = 0;
        for (double place : map) {
            similarity += place;
        }
        return new Scores(similarity / map.length, innerMean(contrasts, mapped, inner(mapped, axes)), map, mapped);
    }

    private void compare(LocalMoments at, double[] map, double[] contrasts, int from) {
        double c1 = k1 * range.extent() * (k1 * range.extent());
        double c2 = k2 * range.extent() * (k2 * range.extent());
        for (int i = 0; i < at.length(); i++) {
            double one = at.firstMean(i);
            double other = at.secondMean(i);
            double upper = 2 * at.covariance(i) + c2;
            double lower = at.firstVariance(i) + at.secondVariance(i) + c2;
            contrasts[from + i] = upper / lower;
            map[from + i] = ((2 * one * other + c1) * upper) / ((one * one + other * other + c1) * lower);
        }
    }

    private static double innerMean(double[] numbers, Size size, Size inner) {
        int top = (size.height() - inner.height()) / 2;
        int left = (size.width() - inner.width()) / 2;
        int front = (size.depth() - inner.depth()) / 2;
        double sum = 0;
        long count = 0;
        for (int channel = 0; channel < numbers.length; channel += size.area()) {
            for (int z = front; z < front + inner.depth(); z++) {
                for (int y = top; y < top + inner.height(); y++) {
                    int line = channel + (z * size.height() + y) * size.width();
                    for (int x = left; x < left + inner.width(); x++) {
                        sum += numbers[line + x];
                        count++;
                    }
                }
            }
        }
        return sum / count;
    }

    /** How far an axis is mirrored. TorchMetrics takes the third axis of a volume from the window of equal weights. */
    private int padding(int axis, int axes) {
        boolean ofDeviation = gaussian && !(axes == 3 && axis == 2);
        return ((ofDeviation ? gaussianSize(axis) : of(sizes, axis)) - 1) / 2;
    }

    private int gaussianSize(int axis) {
        int reach = (int) (REACH * of(sigma, axis) + 0.5);
        return 2 * reach + 1;
    }

    private static <T> T of(List<T> list, int axis) {
        return list.get(list.size() == 1 ? 0 : axis);
    }
}
