package io.evalstream.metrics.image;

/**
 * The trace of the square root of the product of two covariance matrices.
 *
 * <p>The first is factored, Σ₁ = FᵀF, by Cholesky's method with pivoting, which stops where nothing is left, since a matrix of
 * few rows has no full rank. The product then has the eigenvalues of F·Σ₂·Fᵀ, which is symmetric, so that Householder
 * reflections make it tridiagonal and bisection finds its eigenvalues (Golub and Van Loan, Matrix Computations, 4th ed.,
 * 4.2.8, 8.3.1 and 8.4.1). Their square roots are added. The cost is cubic in the number of features.
 */
final class RootOfProduct {

    private static final double PRECISION = 0x1p-53;

    private RootOfProduct() {}

    /** Both are symmetric, of one size, and have no negative eigenvalue but by rounding. */
    static double trace(double[][] first, double[][] second) {
        double[][] factor = factor(first);
        if (factor.length == 0) {
            return 0;
        }
        double[][] symmetric = product(factor, second);
        double[] besides = tridiagonalize(symmetric);
        double[] diagonal = new double[symmetric.length];
        for (int i = 0; i < diagonal.length; i++) {
            diagonal[i] = symmetric[i][i];
        }
        return sumOfRoots(diagonal, besides);
    }

    /** As many rows as the matrix has rank. */
    private static double[][] factor(double[][] matrix) {
        int size = matrix.length;
        double[] left = new double[size];
        for (int i = 0; i < size; i++) {
            left[i] = matrix[i][i];
        }
        double negligible = size * PRECISION * left[largest(left)];
        double[][] factor = new double[size][];
        for (int rank = 0; rank < size; rank++) {
            int pivot = largest(left);
            if (!(left[pivot] > negligible)) {
                return java.util.Arrays.copyOf(factor, rank);
            }
            double[] row = matrix[pivot].clone();
            for (int i = 0; i < rank; i++) {
                addTo(row, -factor[i][pivot], factor[i], 0);
            }
            double root = Math.sqrt(left[pivot]);
            for (int i = 0; i < size; i++) {
                row[i] /= root;
                left[i] -= row[i] * row[i];
            }
            left[pivot] = Double.NEGATIVE_INFINITY;
            factor[rank] = row;
        }
        return factor;
    }

    private static int largest(double[] numbers) {
        int largest = 0;
        for (int i = 1; i < numbers.length; i++) {
            if (numbers[i] > numbers[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    /** The symmetric product F·M·Fᵀ. */
    private static double[][] product(double[][] factor, double[][] matrix) {
        int rank = factor.length;
        double[][] product = new double[rank][rank];
        for (int i = 0; i < rank; i++) {
            double[] row = new double[matrix.length];
            for (int k = 0; k < matrix.length; k++) {
                addTo(row, factor[i][k], matrix[k], 0);
            }
            for (int j = 0; j <= i; j++) {
                product[i][j] = dot(row, factor[j]);
                product[j][i] = product[i][j];
            }
        }
        return product;
    }

    /** Reflects so that only the diagonal and what lies beside it is left; returns the latter, the diagonal stays. */
    private static double[] tridiagonalize(double[][] matrix) {
        int size = matrix.length;
        double[] besides = new double[size - 1];
        for (int k = 0; k < size - 1; k++) {
            double[] mirror = matrix[k].clone();
            java.util.Arrays.fill(mirror, 0, k + 1, 0);
            double length = Math.sqrt(dot(mirror, mirror));
            besides[k] = mirror[k + 1] > 0 ? -length : length;
            mirror[k + 1] -= besides[k];
            double square = dot(mirror, mirror);
            if (square > 0) {
                reflect(matrix, mirror, k + 1, 2 / square);
            }
        }
        return besides;
    }

    /** Multiplies the part from {@code first} on by the reflection from both sides. */
    private static void reflect(double[][] matrix, double[] mirror, int first, double scale) {
        int size = matrix.length;
        double[] image = new double[size];
        for (int i = first; i < size; i++) {
            addTo(image, scale * mirror[i], matrix[i], first);
        }
        double along = dot(mirror, image) * scale / 2;
        addTo(image, -along, mirror, first);
        for (int i = first; i < size; i++) {
            addTo(matrix[i], -mirror[i], image, first);
            addTo(matrix[i], -image[i], mirror, first);
        }
    }

    /** The square roots of the positive eigenvalues of a tridiagonal matrix, from the largest on. */
    private static double sumOfRoots(double[] diagonal, double[] besides) {
        double bound = 0;
        for (int i = 0; i < diagonal.length; i++) {
            double radius = (i > 0 ? Math.abs(besides[i - 1]) : 0) + (i < besides.length ? Math.abs(besides[i]) : 0);
            bound = Math.max(bound, diagonal[i] + radius);
        }
        // Above the distance of neighbouring numbers, below which no middle lies between two ends.
        double resolution = 8 * PRECISION * bound;
        double sum = 0;
        double highest = bound;
        for (int index = diagonal.length; index > 0 && below(0, diagonal, besides, resolution) < index; index--) {
            double low = 0;
            double high = highest;
            while (high - low > resolution) {
                double middle = low + (high - low) / 2;
                if (below(middle, diagonal, besides, resolution) < index) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            highest = high;
            sum += Math.sqrt(low + (high - low) / 2);
        }
        return sum;
    }

    /** How many eigenvalues lie below a number: the negative pivots of the matrix less this number (Sturm). */
    private static int below(double number, double[] diagonal, double[] besides, double tiny) {
        int count = 0;
        double pivot = 1;
        for (int i = 0; i < diagonal.length; i++) {
            double carried = i == 0 ? 0 : besides[i - 1] * besides[i - 1] / pivot;
            pivot = diagonal[i] - number - carried;
            if (pivot == 0) {
                pivot = tiny * PRECISION;
            }
            if (pivot < 0) {
                count++;
            }
        }
        return count;
    }

    private static void addTo(double[] target, double factor, double[] source, int from) {
        for (int i = from; i < target.length; i++) {
            target[i] += factor * source[i];
        }
    }

    /** In four interleaved sums, which a processor adds side by side. */
    private static double dot(double[] left, double[] right) {
        double first = 0;
        double second = 0;
        double third = 0;
        double fourth = 0;
        int i = 0;
        for (; i + 3 < left.length; i += 4) {
            first += left[i] * right[i];
            second += left[i + 1] * right[i + 1];
            third += left[i + 2] * right[i + 2];
            fourth += left[i + 3] * right[i + 3];
        }
        for (; i < left.length; i++) {
            first += left[i] * right[i];
        }
        return first + second + (third + fourth);
    }
}
