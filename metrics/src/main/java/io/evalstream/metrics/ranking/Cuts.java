package io.evalstream.metrics.ranking;

import java.util.Arrays;
import java.util.List;

/**
 * Cut points of a binned curve, and the bucket of a score among them in a step or two.
 *
 * <p>Cut points are float32 numbers, made once and compared as doubles. A score's bucket is the number of cut points that
 * it reaches. It is found from a table over equal cells of [0, 1]: the number of cell boundaries is a power of two, so
 * the cell of a score is exact, the table says how many cut points the cell's left end reaches, and the few inside the
 * cell are compared. TorchMetrics compares every score with every cut point.
 */
final class Cuts {

    /** From so many cut points on, a table that leaves most cells without one would not stay in the nearest cache. */
    private static final int MANY = 512;

    /** How the cut points were asked for: their identity. */
    private final String text;
    /** In the order in which they were given. */
    private final double[] given;
    /** Ascending, and positive infinity as a sentinel. */
    private final double[] sorted;
    /** How many cut points each cell's left end reaches. */
    private final int[] reached;

    private Cuts(String text, float[] points) {
        this.text = text;
        given = new double[points.length];
        for (int i = 0; i < points.length; i++) {
            given[i] = points[i];
        }
        sorted = Arrays.copyOf(given, points.length + 1);
        sorted[points.length] = Double.POSITIVE_INFINITY;
        Arrays.sort(sorted);
        reached = new int[Integer.highestOneBit(points.length) * (points.length < MANY ? 16 : 2) + 1];
        int bucket = 0;
        for (int cell = 0; cell < reached.length; cell++) {
            while (sorted[bucket] <= (double) cell / (reached.length - 1)) {
                bucket++;
            }
            reached[cell] = bucket;
        }
    }

    /** So many cut points from 0 to 1 at equal distances, filled from both ends as {@code torch.linspace} does. */
    static Cuts spaced(int count) {
        float[] points = new float[count];
        float step = 1f / (count - 1);
        for (int i = 0; i < count; i++) {
            points[i] = i < count / 2 ? step * i : 1f - step * (count - 1 - i);
        }
        return new Cuts(Integer.toString(count), points);
    }

    /** These cut points; curves keep their order. Points that {@link #spaced} would make are the same as those. */
    static Cuts of(List<Double> list) {
        float[] points = new float[list.size()];
        for (int i = 0; i < points.length; i++) {
            points[i] = list.get(i).floatValue();
        }
        if (points.length > 1) {
            Cuts spaced = spaced(points.length);
            if (spaced.equals(new Cuts(spaced.text, points))) {
                return spaced;
            }
        }
        return new Cuts(Arrays.toString(points), points);
    }

    int count() {
        return given.length;
    }

    /** How many cut points the score reaches. */
    int bucket(double score) {
        int cells = reached.length - 1;
        if (!(score >= 0)) {
            return 0;
        }
        int bucket = reached[score >= 1 ? cells : (int) (score * cells)];
        // Most cells hold one cut point at most; the first comparison compiles to no jump, which would be hard to
        // foresee.
        bucket += sorted[bucket] <= score ? 1 : 0;
        while (sorted[bucket] <= score) {
            bucket++;
        }
        return bucket;
    }

    /** The cut points in the order in which they were given. */
    double[] points() {
        return given.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cuts cuts && Arrays.equals(given, cuts.given);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(given);
    }

    @Override
    public String toString() {
        return text;
    }
}
