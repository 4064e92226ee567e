package io.evalstream.metrics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** What the intervals promise when one looks after every row: simulated, with fixed seeds. */
class IntervalsTest {

    private static final int RUNS = 400;
    private static final int ROWS = 2000;
    /** A central limit is not there yet before. */
    private static final int FIRST_LOOK = 30;

    private static final double LEVEL = 0.95;

    private interface HalfWidth {
        double of(double variance, long n);
    }

    /** The share of runs in which an interval leaves the true mean out at some look. */
    private static double misses(ToDoubleFunction<Random> difference, double mean, int firstLook, HalfWidth width) {
        int missed = 0;
        for (int run = 0; run < RUNS; run++) {
            Random random = new Random(1000 + run);
            double sum = 0;
            double squares = 0;
            boolean miss = false;
            for (int n = 1; n <= ROWS && !miss; n++) {
                double d = difference.applyAsDouble(random);
                sum += d;
                squares += d * d;
                double average = sum / n;
                double variance = n < 2 ? 0 : Math.max(0, squares - n * average * average) / (n - 1);
                miss = n >= firstLook && Math.abs(average - mean) > width.of(variance, n);
            }
            missed += miss ? 1 : 0;
        }
        return (double) missed / RUNS;
    }

    /** Both right, both wrong, or one of them. */
    private static double outcome(Random random) {
        double share = random.nextDouble();
        return share < 0.15 ? 1 : share < 0.25 ? -1 : 0;
    }

    @Test
    void aNormalIntervalMissesOftenWhenOneLooksAfterEveryRow() {
        assertThat(misses(Random::nextGaussian, 0, FIRST_LOOK, (variance, n) -> Intervals.normal(variance, n, LEVEL)))
                .isGreaterThan(0.2);
    }

    @Test
    void theAsymptoticSequenceHoldsHoweverOftenOneLooks() {
        HalfWidth width = (variance, n) -> Intervals.asymptotic(variance, n, LEVEL, 500);
        assertThat(misses(Random::nextGaussian, 0, FIRST_LOOK, width)).isLessThan(0.06);
        assertThat(misses(random -> 3 * random.nextDouble(), 1.5, FIRST_LOOK, width))
                .isLessThan(0.06);
        assertThat(misses(IntervalsTest::outcome, 0.05, FIRST_LOOK, width)).isLessThan(0.06);
    }

    @Test
    void theBoundedSequenceHoldsFromTheFirstRow() {
        HalfWidth width = (variance, n) -> Intervals.bounded(1, n, LEVEL, 500);
        assertThat(misses(IntervalsTest::outcome, 0.05, 1, width)).isLessThan(0.05);
        // The worst case of the bound: every row is a win or a loss.
        double worst = misses(random -> random.nextBoolean() ? 1 : -1, 0, 1, width);
        assertThat(worst).isBetween(0.001, 0.05);
    }

    @Test
    void aSequenceIsTightestWhereItIsAskedToBe() {
        for (int at : new int[] {100, 1000, 10_000}) {
            double here = Intervals.asymptotic(1, at, LEVEL, at);
            assertThat(here).isLessThan(Intervals.asymptotic(1, at, LEVEL, 4 * at));
            assertThat(here).isLessThan(Intervals.asymptotic(1, at, LEVEL, at / 4));
            double bounded = Intervals.bounded(1, at, LEVEL, at);
            assertThat(bounded).isLessThan(Intervals.bounded(1, at, LEVEL, 4 * at));
            assertThat(bounded).isLessThan(Intervals.bounded(1, at, LEVEL, at / 4));
        }
    }

    /** With one variance and one ρ the two are the same mixture of normals. */
    @Test
    void theTwoSequencesAgreeWhereTheyMeanTheSame() {
        assertThat(Intervals.bounded(1, 1000, LEVEL, 1000))
                .isCloseTo(Intervals.asymptotic(1, 1000, LEVEL, 1000), within(1e-3));
    }
}
