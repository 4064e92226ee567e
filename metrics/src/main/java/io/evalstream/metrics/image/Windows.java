package io.evalstream.metrics.image;

import io.evalstream.metrics.metric.Arguments;
import io.evalstream.metrics.metric.Parameter;
import java.util.List;

/** The arguments that say how large windows are. */
final class Windows {

    private Windows() {}

    /** Odd sizes: one, two or three. */
    static List<Integer> sizes(Arguments arguments) {
        List<Double> given = arguments.numbers("kernel_size");
        boolean odd = given.stream().allMatch(size -> size > 0 && size % 2 == 1 && size < 1 << 16);
        if (!odd || given.isEmpty() || given.size() > Size.AXES) {
            throw arguments.refuse(
                    "'kernel_size' is " + given + "; expected an odd whole number, or one for each axis");
        }
        return given.stream().map(Double::intValue).toList();
    }

    /** Standard deviations: one, two or three. */
    static List<Double> deviations(Arguments arguments) {
        List<Double> given = arguments.numbers("sigma");
        if (given.isEmpty()
                || given.size() > Size.AXES
                || !given.stream().allMatch(sigma -> sigma > 0 && sigma < 1e4)) {
            throw arguments.refuse("'sigma' is " + given + "; expected a number above 0, or one for each axis");
        }
        return given;
    }

    /** The size of a square window. */
    static Parameter windowSize(int fallback) {
        return Parameter.integer("window_size", fallback, "height and width of the window that slides over the images")
                .atLeast(1);
    }

    /** The mean of so many elements each way, of a channel that is mirrored behind its edges and keeps its size. */
    static SeparableFilter mean(int size) {
        int before = size / 2;
        return SeparableFilter.square(Window.uniform(size).padded(before, before + size % 2 - 1, Padding.SYMMETRIC));
    }

    /** What is cut off each edge where a window would not lie within the image: half of it, of two as near the even. */
    static int margin(int size) {
        return (int) Math.rint(size / 2.0);
    }
}
