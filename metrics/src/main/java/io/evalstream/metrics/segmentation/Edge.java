package io.evalstream.metrics.segmentation;

import java.util.BitSet;

/**
 * The edge of a mask: its pixels with a neighbour, above, below, left or right, that is not in it. What lies outside the
 * image is not.
 */
@SuppressWarnings("ArrayRecordComponent") // lives within one row
record Edge(int[] rows, int[] columns) {

    static Edge of(boolean[] mask, int width) {
        BitSet edge = new BitSet();
        for (int i = 0; i < mask.length; i++) {
            int column = i % width;
            boolean inside = column > 0
                    && column < width - 1
                    && i >= width
                    && i < mask.length - width
                    && mask[i - 1]
                    && mask[i + 1]
                    && mask[i - width]
                    && mask[i + width];
            if (mask[i] && !inside) {
                edge.set(i);
            }
        }
        int[] pixels = edge.stream().toArray();
        int[] rows = new int[pixels.length];
        int[] columns = new int[pixels.length];
        for (int i = 0; i < pixels.length; i++) {
            rows[i] = pixels[i] / width;
            columns[i] = pixels[i] % width;
        }
        return new Edge(rows, columns);
    }

    int size() {
        return rows.length;
    }
}
