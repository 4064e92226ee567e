package io.evalstream.metrics.image;

/** Extent of one channel; an image of two dimensions has a depth of one. */
record Size(int depth, int height, int width) {

    /** Axes, as {@link #along} counts them. */
    static final int DEPTH = 0;

    static final int HEIGHT = 1;
    static final int WIDTH = 2;
    static final int AXES = 3;

    int area() {
        return depth * height * width;
    }

    int along(int axis) {
        return switch (axis) {
            case DEPTH -> depth;
            case HEIGHT -> height;
            default -> width;
        };
    }

    Size with(int axis, int length) {
        return switch (axis) {
            case DEPTH -> new Size(length, height, width);
            case HEIGHT -> new Size(depth, length, width);
            default -> new Size(depth, height, length);
        };
    }
}
