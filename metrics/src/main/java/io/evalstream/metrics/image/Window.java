package io.evalstream.metrics.image;

import java.util.Arrays;

/** Weights that slide along one axis, over what lies there and so many elements before and behind it. */
final class Window {

    /** Leaves an axis as it is. */
    static final Window NONE = new Window(new double[] {1}, 0, 0, Padding.ZERO);

    private final double[] weights;
    private final int before;
    private final int behind;
    private final Padding padding;

    private Window(double[] weights, int before, int behind, Padding padding) {
        this.weights = weights;
        this.before = before;
        this.behind = behind;
        this.padding = padding;
    }

    /** Weights of a normal distribution about the middle, which add up to one; only places where they all fit. */
    static Window gaussian(int size, double sigma) {
        double[] weights = new double[size];
        double sum = 0;
        for (int i = 0; i < size; i++) {
            double distance = (i - (size - 1) / 2.0) / sigma;
            weights[i] = StrictMath.exp(-(distance * distance) / 2);
            sum += weights[i];
        }
        for (int i = 0; i < size; i++) {
            weights[i] /= sum;
        }
        return new Window(weights, 0, 0, Padding.ZERO);
    }

    /** Equal weights, which add up to one; only places where they all fit. */
    static Window uniform(int size) {
        double[] weights = new double[size];
        Arrays.fill(weights, 1.0 / size);
        return new Window(weights, 0, 0, Padding.ZERO);
    }

    /** The same weights over a line that goes on beyond its ends. */
    Window padded(int addedBefore, int addedBehind, Padding with) {
        return new Window(weights, addedBefore, addedBehind, with);
    }

    /** Places on a line of this length; none or fewer where it does not fit. */
    int places(int length) {
        boolean padable = Math.max(before, behind) <= padding.most(length);
        return padable ? length + before + behind - weights.length + 1 : 0;
    }

    /**
     * Sums along the middle one of three axes.
     *
     * @param source {@code outer × length × inner} numbers from an element on
     * @param target is given {@code outer × places(length) × inner} sums
     */
    void slide(double[] source, int from, int outer, int length, int inner, double[] target) {
        if (inner == 1) {
            slideAlongLines(source, from, outer, length, target);
            return;
        }
        int places = places(length);
        for (int block = 0; block < outer; block++) {
            for (int place = 0; place < places; place++) {
                int to = (block * places + place) * inner;
                for (int i = 0; i < weights.length; i++) {
                    int index = padding.index(place + i - before, length);
                    if (index != Padding.OUTSIDE) {
                        addTo(target, to, weights[i], source, from + (block * length + index) * inner, inner);
                    }
                }
            }
        }
    }

    private void slideAlongLines(double[] source, int from, int lines, int length, double[] target) {
        int places = places(length);
        double[] line = new double[length + before + behind];
        for (int row = 0; row < lines; row++) {
            int start = from + row * length;
            for (int i = 0; i < line.length; i++) {
                int index = padding.index(i - before, length);
                line[i] = index == Padding.OUTSIDE ? 0 : source[start + index];
            }
            for (int i = 0; i < weights.length; i++) {
                addTo(target, row * places, weights[i], line, i, places);
            }
        }
    }

    private static void addTo(double[] target, int to, double weight, double[] source, int from, int count) {
        for (int i = 0; i < count; i++) {
            target[to + i] += weight * source[from + i];
        }
    }
}
