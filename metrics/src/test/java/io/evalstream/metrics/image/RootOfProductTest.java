package io.evalstream.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RootOfProductTest {

    @Test
    void ofDiagonalsTheRootsAreThoseOfTheProducts() {
        double[][] first = {{4, 0, 0}, {0, 9, 0}, {0, 0, 0}};
        double[][] second = {{25, 0, 0}, {0, 1, 0}, {0, 0, 7}};
        assertThat(RootOfProduct.trace(first, second)).isCloseTo(2 * 5 + 3, within(1e-12));
        assertThat(RootOfProduct.trace(new double[2][2], new double[][] {{1, 0}, {0, 1}}))
                .isZero();
    }

    @Test
    void twoByTwoHasAClosedForm() {
        // tr √M = √(tr M + 2·√det M) for the product M of two covariances.
        double[][] first = {{3, 1}, {1, 2}};
        double[][] second = {{5, -2}, {-2, 1}};
        double trace = 3 * 5 - 2 - 2 + 2;
        double determinant = (3 * 2 - 1) * (5 - 4);
        assertThat(RootOfProduct.trace(first, second))
                .isCloseTo(Math.sqrt(trace + 2 * Math.sqrt(determinant)), within(1e-12));
    }

    @Test
    void aMatrixWithItselfGivesItsTrace() {
        for (int rank : new int[] {1, 3, 17, 40}) {
            double[][] matrix = covariance(new Random(rank), 40, rank);
            double trace = 0;
            for (int i = 0; i < matrix.length; i++) {
                trace += matrix[i][i];
            }
            // The root of what rounding leaves of a zero is half as precise.
            assertThat(RootOfProduct.trace(matrix, matrix)).isCloseTo(trace, within(1e-6 * trace));
        }
    }

    @Test
    void theOrderOfTheMatricesDoesNotMatter() {
        Random random = new Random(8);
        double[][] first = covariance(random, 30, 30);
        double[][] second = covariance(random, 30, 12);
        double trace = RootOfProduct.trace(first, second);
        assertThat(RootOfProduct.trace(second, first)).isCloseTo(trace, within(1e-7 * trace));
    }

    /** Of random vectors, as many as the rank. */
    private static double[][] covariance(Random random, int size, int rank) {
        double[][] matrix = new double[size][size];
        for (int vector = 0; vector < rank; vector++) {
            double[] numbers = random.doubles(size, -1, 1).toArray();
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    matrix[i][j] += numbers[i] * numbers[j];
                }
            }
        }
        return matrix;
    }
}
