package io.evalstream.metrics.detection;

/** COCO's ranges of an object's area in pixels, both ends included. */
enum Area {
    ALL(0, 0, 1e10),
    SMALL(1, 0, 32 * 32),
    MEDIUM(2, 32 * 32, 96 * 96),
    LARGE(3, 96 * 96, 1e10);

    static final int COUNT = 4;

    private final int index;
    private final double least;
    private final double most;

    Area(int index, double least, double most) {
        this.index = index;
        this.least = least;
        this.most = most;
    }

    /** Its number in what is remembered, which never changes. */
    int index() {
        return index;
    }

    boolean includes(double area) {
        return area >= least && area <= most;
    }
}
