package io.evalstream.metrics.segmentation;

/**
 * How far two pixels are apart.
 *
 * @param rowSpacing distance of neighbouring rows
 * @param columnSpacing distance of neighbouring columns
 */
record Distance(Norm norm, double rowSpacing, double columnSpacing) {

    /** How the distances along rows and columns become one. */
    enum Norm {
        EUCLIDEAN,
        CHESSBOARD,
        TAXICAB
    }

    /** Distance to {@code to} of the pixel of {@code from} that is farthest from it; infinite where one is empty. */
    double farthest(Edge from, Edge to) {
        if (from.size() == 0 || to.size() == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double farthest = 0;
        for (int i = 0; i < from.size(); i++) {
            double nearest = Double.POSITIVE_INFINITY;
            // Once a pixel is nearer than the farthest so far, it cannot change it (Taha and Hanbury, PAMI 2015).
            for (int j = 0; j < to.size() && nearest > farthest; j++) {
                nearest = Math.min(nearest, comparable(from, i, to, j));
            }
            farthest = Math.max(farthest, nearest);
        }
        return norm == Norm.EUCLIDEAN ? Math.sqrt(farthest) : farthest;
    }

    /** The distance, or its square where that saves a root. */
    private double comparable(Edge from, int i, Edge to, int j) {
        double down = Math.abs(from.rows()[i] - to.rows()[j]) * rowSpacing;
        double along = Math.abs(from.columns()[i] - to.columns()[j]) * columnSpacing;
        return switch (norm) {
            case EUCLIDEAN -> down * down + along * along;
            case CHESSBOARD -> Math.max(down, along);
            case TAXICAB -> down + along;
        };
    }
}
