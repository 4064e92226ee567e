package io.evalstream.metrics.shape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** What Procrustes does not see, and a disparity worked out by hand. */
class ShapeTest {

    private static final double[] TRIANGLE = {0, 0, 4, 0, 0, 3};

    @Test
    void movedTurnedMirroredAndScaledCloudsAreTheSame() {
        double[] other = new double[TRIANGLE.length];
        for (int i = 0; i < other.length; i += 2) {
            // Mirrored at the diagonal, turned by 3-4-5, scaled and far away.
            double x = TRIANGLE[i + 1];
            double y = TRIANGLE[i];
            other[i] = 1e6 + 7 * (0.6 * x - 0.8 * y);
            other[i + 1] = -1e6 + 7 * (0.8 * x + 0.6 * y);
        }
        assertThat(disparity(TRIANGLE, other)).isCloseTo(0, within(1e-9));
    }

    @Test
    void aSquareAgainstItsDiagonal() {
        // Centred squares of size one have singular values 1/√2 each; against the diagonal their product has one, 1/√2.
        double[] square = {1, 1, 1, -1, -1, 1, -1, -1};
        double[] diagonal = {1, 1, 0, 0, 0, 0, -1, -1};
        assertThat(disparity(square, diagonal)).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void pointsInOnePlaceHaveNoExtent() {
        assertThat(PointCloud.hasExtent(new double[] {3, 3, 3, 3}, 2)).isFalse();
        assertThat(PointCloud.hasExtent(TRIANGLE, 2)).isTrue();
    }

    private static double disparity(double[] first, double[] second) {
        return PointCloud.disparity(PointCloud.standardized(first, 2), PointCloud.standardized(second, 2), 2);
    }
}
