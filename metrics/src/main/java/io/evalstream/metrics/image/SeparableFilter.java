package io.evalstream.metrics.image;

/**
 * A filter whose weights are products of weights along each axis, so that it slides along one axis after another: the cost
 * of a place is the sum of the windows' sizes instead of their product.
 */
final class SeparableFilter {

    private final Window[] windows;

    /** A filter of volumes. */
    SeparableFilter(Window depth, Window height, Window width) {
        windows = new Window[] {depth, height, width};
    }

    /** A filter of planes. */
    SeparableFilter(Window height, Window width) {
        this(Window.NONE, height, width);
    }

    /** The same window along height and width. */
    static SeparableFilter square(Window window) {
        return new SeparableFilter(window, window);
    }

    /** Size of what it makes of a channel of a size. */
    Size of(Size size) {
        Size filtered = size;
        for (int axis = 0; axis < Size.AXES; axis++) {
            filtered = filtered.with(axis, Math.max(0, windows[axis].places(size.along(axis))));
        }
        return filtered;
    }

    /** Filters one channel, whose elements lie from an element on. */
    double[] apply(double[] values, int from, Size size) {
        double[] current = values;
        int at = from;
        Size left = size;
        for (int axis = Size.AXES - 1; axis >= 0; axis--) {
            if (windows[axis] == Window.NONE) {
                continue;
            }
            int length = left.along(axis);
            int inner = axis == Size.WIDTH ? 1 : axis == Size.HEIGHT ? left.width() : left.height() * left.width();
            int outer = left.area() / (length * inner);
            left = left.with(axis, windows[axis].places(length));
            double[] next = new double[left.area()];
            windows[axis].slide(current, at, outer, length, inner, next);
            current = next;
            at = 0;
        }
        return current;
    }
}
