package io.evalstream.metrics.drift;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.evalstream.metrics.metric.Value;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Distances against scipy's values, which {@code drift/expected.py} writes, and what they are at their ends. */
class DistancesTest {

    @TestFactory
    Stream<DynamicTest> theyAreThoseOfScipy() throws IOException {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/drift/expected.tsv"))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .map(line -> line.split("\t", -1))
                    .map(cells -> DynamicTest.dynamicTest(cells[0] + " " + cells[1], () -> check(cells)));
        }
    }

    private static void check(String[] cells) {
        double expected = Double.parseDouble(cells[3]);
        double found = cells[0].equals("upper tail")
                ? ChiSquared.upperTail(Double.parseDouble(cells[1]), Integer.parseInt(cells[2]))
                : number(distance(cells[0], numbers(cells[1]), numbers(cells[2])));
        assertThat(found).isCloseTo(expected, within(1e-11 * Math.abs(expected) + 1e-14));
    }

    private static Value distance(String name, double[] now, double[] reference) {
        Comparison pair = new Comparison(
                Arrays.stream(now).mapToLong(x -> (long) x).toArray(),
                Arrays.stream(reference).mapToLong(x -> (long) x).toArray());
        return switch (name) {
            case "psi plain" -> Distances.stability(pair, 0);
            case "psi smoothed" -> Distances.stability(pair, 0.5);
            case "kl plain" -> Distances.kullbackLeibler(pair, 0);
            case "kl smoothed" -> Distances.kullbackLeibler(pair, 0.5);
            case "js" -> Distances.jensenShannon(pair);
            case "hellinger" -> Distances.hellinger(pair);
            case "chi2" -> ChiSquared.statistic(pair);
            case "chi2 p" -> ChiSquared.pValue(pair);
            case "ks" -> Distances.kolmogorovSmirnov(tally(now), tally(reference));
            case "wasserstein" -> Distances.wasserstein(tally(now), tally(reference), Bins.Buckets.FINE);
            default -> throw new IllegalArgumentException("no distance is named " + name);
        };
    }

    @Test
    void equalDistributionsAreNoDistanceApart() {
        Comparison same = new Comparison(new long[] {1, 2, 3}, new long[] {100, 200, 300});
        assertThat(number(Distances.stability(same, 0))).isZero();
        assertThat(number(Distances.kullbackLeibler(same, 0))).isZero();
        assertThat(number(Distances.jensenShannon(same))).isZero();
        assertThat(number(Distances.hellinger(same))).isZero();
        assertThat(number(ChiSquared.pValue(same))).isEqualTo(1);
    }

    @Test
    void distributionsWithoutACommonBinAreAsFarApartAsCanBe() {
        Comparison apart = new Comparison(new long[] {3, 0}, new long[] {0, 7});
        assertThat(number(Distances.jensenShannon(apart))).isCloseTo(Math.log(2), within(1e-15));
        assertThat(number(Distances.hellinger(apart))).isEqualTo(1);
        assertThat(number(Distances.stability(apart, 0.5))).isPositive();
        assertThat(Distances.stability(apart, 0))
                .isInstanceOfSatisfying(
                        Value.Undefined.class,
                        undefined -> assertThat(undefined.limit()).isEqualTo(Double.POSITIVE_INFINITY));
        assertThat(number(Distances.kolmogorovSmirnov(tally(1, 2), tally(5, 9, 10))))
                .isEqualTo(1);
    }

    @Test
    void oneBinCannotBeTested() {
        assertThat(ChiSquared.statistic(new Comparison(new long[] {3}, new long[] {7})))
                .isInstanceOf(Value.Undefined.class);
    }

    @Test
    void quantilesOfTheReferenceHoldAboutEqualShares() {
        double[] reference = new java.util.Random(3).doubles(10_000).toArray();
        Comparison pair = Comparison.ofQuantiles(tally(0.5, 7, -1), tally(reference), 10);
        assertThat(pair.bins()).isEqualTo(10);
        assertThat(pair.referenceTotal()).isEqualTo(10_000);
        // A bucket holds at most 1/64 of the values here.
        assertThat(Arrays.stream(pair.reference()).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(840L, 1160L));
        assertThat(pair.now()[0]).as("what lies below all of the reference").isEqualTo(1);
        assertThat(pair.now()[9]).as("what lies above all of the reference").isEqualTo(1);
    }

    @Test
    void theMissingAreABinOfTheirOwn() {
        Map<Long, Long> none = Map.of();
        Comparison pair = Comparison.of(new Tally(new TreeMap<>(none), 2), new Tally(new TreeMap<>(Map.of(1L, 5L)), 0));
        assertThat(pair.now()).containsExactly(0, 2);
        assertThat(pair.reference()).containsExactly(5, 0);
    }

    private static Tally tally(double... values) {
        TreeMap<Long, Long> counts = new TreeMap<>();
        for (double value : values) {
            counts.merge(Bins.Buckets.FINE.index(value), 1L, Long::sum);
        }
        return new Tally(counts, 0);
    }

    private static double[] numbers(String list) {
        return Arrays.stream(list.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    private static double number(Value value) {
        assertThat(value).isInstanceOf(Value.Scalar.class);
        return ((Value.Scalar) value).value();
    }
}
