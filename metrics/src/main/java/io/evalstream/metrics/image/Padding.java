package io.evalstream.metrics.image;

/** What lies beyond the ends of a line. */
enum Padding {
    /** The line mirrored at its last elements, which are not repeated: {@code c b | a b c | b a}. */
    REFLECT,
    /** The line mirrored behind its last elements: {@code b a | a b c | c b}. */
    SYMMETRIC,
    /** Zeros. */
    ZERO;

    static final int OUTSIDE = -1;

    /** Index of the element that stands at a place of a line of this length, or {@link #OUTSIDE} where it is zero. */
    int index(int place, int length) {
        if (place >= 0 && place < length) {
            return place;
        }
        return switch (this) {
            case REFLECT -> place < 0 ? -place : 2 * length - 2 - place;
            case SYMMETRIC -> place < 0 ? -place - 1 : 2 * length - 1 - place;
            case ZERO -> OUTSIDE;
        };
    }

    /** The most elements that can be added at an end of a line of this length. */
    int most(int length) {
        return switch (this) {
            case REFLECT -> length - 1;
            case SYMMETRIC -> length;
            case ZERO -> Integer.MAX_VALUE;
        };
    }
}
