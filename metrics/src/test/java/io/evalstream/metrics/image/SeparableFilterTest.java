package io.evalstream.metrics.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SeparableFilterTest {

    private static final double[] LINE = {1, 2, 4, 8};

    @Test
    void linesGoOnBeyondTheirEnds() {
        Window sum = Window.uniform(3);
        assertThat(thirds(sum.padded(1, 1, Padding.REFLECT))).containsExactly(2 + 1 + 2, 7, 14, 4 + 8 + 4);
        assertThat(thirds(sum.padded(1, 1, Padding.SYMMETRIC))).containsExactly(1 + 1 + 2, 7, 14, 4 + 8 + 8);
        assertThat(thirds(sum.padded(1, 1, Padding.ZERO))).containsExactly(1 + 2, 7, 14, 4 + 8);
        assertThat(thirds(sum.padded(2, 0, Padding.ZERO))).containsExactly(1, 1 + 2, 7, 14);
        assertThat(thirds(sum)).containsExactly(7, 14);
    }

    @Test
    void aMirrorIsNoLongerThanTheLine() {
        assertThat(Window.uniform(9).padded(4, 4, Padding.REFLECT).places(4)).isZero();
        assertThat(Window.uniform(7).padded(3, 3, Padding.REFLECT).places(4)).isEqualTo(4);
        assertThat(Window.uniform(9).padded(4, 4, Padding.SYMMETRIC).places(4)).isEqualTo(4);
    }

    @Test
    void aGaussianAddsUpToOneAndIsSymmetric() {
        double[] impulse = {0, 0, 0, 1, 0, 0, 0};
        double[] weights = new SeparableFilter(Window.NONE, Window.gaussian(3, 1)).apply(impulse, 0, new Size(1, 1, 7));
        double side = Math.exp(-0.5) / (1 + 2 * Math.exp(-0.5));
        assertThat(weights).containsExactly(new double[] {0, side, 1 - 2 * side, side, 0}, within(1e-15));
    }

    @Test
    void axisByAxisIsThatOfAllWeightsAtOnce() {
        Size size = new Size(4, 5, 6);
        double[] volume = new Random(5).doubles(3 + size.area()).toArray();
        SeparableFilter filter =
                new SeparableFilter(Window.gaussian(3, 0.8), Window.uniform(2), Window.gaussian(5, 1.1));
        double[] depth = weights(Window.gaussian(3, 0.8), 3);
        double[] height = weights(Window.uniform(2), 2);
        double[] width = weights(Window.gaussian(5, 1.1), 5);
        double[] expected = new double[2 * 4 * 2];
        for (int place = 0; place < expected.length; place++) {
            for (int z = 0; z < 3; z++) {
                for (int y = 0; y < 2; y++) {
                    for (int x = 0; x < 5; x++) {
                        int at = ((place / 8 + z) * 5 + place / 2 % 4 + y) * 6 + place % 2 + x;
                        expected[place] += depth[z] * height[y] * width[x] * volume[3 + at];
                    }
                }
            }
        }
        assertThat(filter.of(size)).isEqualTo(new Size(2, 4, 2));
        assertThat(filter.apply(volume, 3, size)).containsExactly(expected, within(1e-15));
    }

    /** The weights of a window, from a line of zeros with a one at each place in turn. */
    private static double[] weights(Window window, int size) {
        double[] weights = new double[size];
        for (int i = 0; i < size; i++) {
            double[] line = new double[size];
            line[i] = 1;
            weights[i] = new SeparableFilter(Window.NONE, window).apply(line, 0, new Size(1, 1, size))[0];
        }
        return weights;
    }

    /** Three times the sums along a line, which along a column of a plane are the same. */
    private static double[] thirds(Window window) {
        double[] along = new SeparableFilter(Window.NONE, window).apply(LINE, 0, new Size(1, 1, LINE.length));
        double[] across = new SeparableFilter(window, Window.NONE).apply(LINE, 0, new Size(1, LINE.length, 1));
        assertThat(across).isEqualTo(along);
        for (int i = 0; i < along.length; i++) {
            along[i] = Math.rint(3 * along[i] * 1e9) / 1e9;
        }
        return along;
    }
}
