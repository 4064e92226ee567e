package io.evalstream.metrics.image;

import io.evalstream.metrics.state.FixedSum;

/**
 * Adds vectors of units, and the products of every two elements of each, to fixed sums. Vectors of one state are gathered,
 * so that a product is added to a long as often as one has room for, and the 128-bit sums, which do not fit a processor's
 * caches, are touched once for many rows.
 */
final class ProductSums {

    private static final int MOST_ROWS = 64;
    private static final double ROOM = 0x1p62;

    private final int width;
    private final int sums;
    private final int products;
    /** Rows times their multiplicities, and rows. */
    private final long[][] weighted = new long[MOST_ROWS][];

    private final long[][] units = new long[MOST_ROWS][];
    private long[] words = {};
    private int rows;
    private double largestWeighted;
    private double largest;

    /**
     * For sums of one layout.
     *
     * @param sums where the sums of the elements lie in the words of a state
     * @param products where those of the products with i ≤ j do, row by row
     */
    ProductSums(int width, int sums, int products) {
        this.width = width;
        this.sums = sums;
        this.products = products;
    }

    /** Adds a vector so many times; what was added is in the words after {@link #flush}. */
    void add(long[] toWords, long[] vector, long multiplicity) {
        double ofVector = 0;
        for (long unit : vector) {
            ofVector = Math.max(ofVector, Math.abs((double) unit));
        }
        double weight = Math.abs((double) multiplicity);
        boolean fits = Math.max(largestWeighted, ofVector * weight) * Math.max(largest, ofVector) * (rows + 1) < ROOM;
        if (toWords != words || rows == MOST_ROWS || !fits) {
            flush();
        }
        words = toWords;
        largest = Math.max(largest, ofVector);
        largestWeighted = Math.max(largestWeighted, ofVector * weight);
        units[rows] = vector;
        weighted[rows] = new long[width];
        for (int i = 0; i < width; i++) {
            weighted[rows][i] = Math.multiplyExact(vector[i], multiplicity);
        }
        rows++;
    }

    void flush() {
        if (rows == 1) {
            addOne();
        } else if (rows > 1) {
            addAll();
        }
        rows = 0;
        largest = 0;
        largestWeighted = 0;
    }

    /** A row whose products may be too large for a long. */
    private void addOne() {
        int at = products;
        for (int i = 0; i < width; i++) {
            long left = weighted[0][i];
            FixedSum.add(words, sums + FixedSum.WORDS * i, left);
            for (int j = i; j < width; j++) {
                FixedSum.addProduct(words, at, left, units[0][j]);
                at += FixedSum.WORDS;
            }
        }
    }

    private void addAll() {
        long[] line = new long[width];
        int at = products;
        for (int i = 0; i < width; i++) {
            long sum = 0;
            java.util.Arrays.fill(line, i, width, 0);
            for (int row = 0; row < rows; row++) {
                sum += weighted[row][i];
                addTo(line, weighted[row][i], units[row], i);
            }
            FixedSum.add(words, sums + FixedSum.WORDS * i, sum);
            for (int j = i; j < width; j++) {
                FixedSum.add(words, at, line[j]);
                at += FixedSum.WORDS;
            }
        }
    }

    private static void addTo(long[] line, long left, long[] vector, int from) {
        for (int j = from; j < line.length; j++) {
            line[j] += left * vector[j];
        }
    }
}
