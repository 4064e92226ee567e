package io.evalstream.metrics.shape;

/** Points, one after another, each so many coordinates. */
final class PointCloud {

    private static final int MOST_SWEEPS = 60;
    private static final double NEGLIGIBLE = 0x1p-52;

    private PointCloud() {}

    /** Whether the points, centred, can be scaled to size one. */
    static boolean hasExtent(double[] points, int dimensions) {
        double size = norm(centred(points, dimensions));
        return size > 0 && Double.isFinite(size);
    }

    /** The points about their mean, scaled so that their squares add up to one. */
    static double[] standardized(double[] points, int dimensions) {
        double[] standardized = centred(points, dimensions);
        double size = norm(standardized);
        for (int i = 0; i < standardized.length; i++) {
            standardized[i] /= size;
        }
        return standardized;
    }

    /**
     * What is left between two standardised clouds after the best rotation, reflection and scaling of the second: one less
     * the square of the sum of the singular values of their product (Gower, Psychometrika 40, 1975).
     */
    static double disparity(double[] first, double[] second, int dimensions) {
        double[][] columns = new double[dimensions][dimensions];
        for (int point = 0; point < first.length; point += dimensions) {
            for (int i = 0; i < dimensions; i++) {
                for (int j = 0; j < dimensions; j++) {
                    columns[j][i] += first[point + i] * second[point + j];
                }
            }
        }
        double scale = sumOfSingularValues(columns);
        return Math.max(0, (1 - scale) * (1 + scale));
    }

    /** One-sided Jacobi rotations make the columns orthogonal; their lengths are then the singular values. */
    private static double sumOfSingularValues(double[][] columns) {
        boolean rotated = true;
        for (int sweep = 0; rotated && sweep < MOST_SWEEPS; sweep++) {
            rotated = false;
            for (int i = 0; i < columns.length; i++) {
                for (int j = i + 1; j < columns.length; j++) {
                    rotated |= orthogonalize(columns[i], columns[j]);
                }
            }
        }
        double sum = 0;
        for (double[] column : columns) {
            sum += norm(column);
        }
        return sum;
    }

    /** Rotates two columns so that they are orthogonal; false where they were. */
    private static boolean orthogonalize(double[] left, double[] right) {
        double leftSquare = product(left, left);
        double rightSquare = product(right, right);
        double product = product(left, right);
        if (Math.abs(product) <= NEGLIGIBLE * Math.sqrt(leftSquare) * Math.sqrt(rightSquare)) {
            return false;
        }
        double half = (rightSquare - leftSquare) / (2 * product);
        double tangent = Math.copySign(1, half) / (Math.abs(half) + Math.sqrt(1 + half * half));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        double sine = cosine * tangent;
        for (int i = 0; i < left.length; i++) {
            double before = left[i];
            left[i] = cosine * before - sine * right[i];
            right[i] = sine * before + cosine * right[i];
        }
        return true;
    }

    private static double[] centred(double[] points, int dimensions) {
        double[] centred = points.clone();
        int count = points.length / dimensions;
        for (int i = 0; i < dimensions; i++) {
            double mean = 0;
            for (int at = i; at < points.length; at += dimensions) {
                mean += points[at] / count;
            }
            for (int at = i; at < points.length; at += dimensions) {
                centred[at] -= mean;
            }
        }
        return centred;
    }

    private static double norm(double[] numbers) {
        return Math.sqrt(product(numbers, numbers));
    }

    private static double product(double[] left, double[] right) {
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += left[i] * right[i];
        }
        return sum;
    }
}
