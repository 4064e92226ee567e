package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {

    private static final double[] EDGES = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MIN_NORMAL,
        Math.nextDown(Double.MIN_NORMAL),
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1,
        -1,
        1e9,
        0x1p31,
        0x1p32,
        0x1p-32,
        Math.nextUp(1.0),
        0x1.fffffffffffffp52
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumsAreExactOverTheWholeRange(long seed) {
        Random random = new Random(seed);
        ExactSum sum = new ExactSum();
        BigDecimal expected = BigDecimal.ZERO;
        for (int i = 0; i < 400; i++) {
            double a = anyDouble(random);
            double b = anyDouble(random);
            int multiplicity = random.nextInt(9) - 4;
            BigDecimal times = BigDecimal.valueOf(multiplicity);
            sum.add(a, multiplicity);
            sum.addProduct(a, b, multiplicity);
            expected = expected.add(new BigDecimal(a).multiply(times))
                    .add(new BigDecimal(a).multiply(new BigDecimal(b)).multiply(times));
        }
        assertThat(decimal(sum.value())).as("seed " + seed).isEqualByComparingTo(expected);
    }

    @Test
    void productsOfTheSmallestAndTheLargestAreExact() {
        for (double a : EDGES) {
            for (double b : EDGES) {
                ExactSum sum = new ExactSum();
                sum.addProduct(a, b, 1);
                assertThat(decimal(sum.value()))
                        .as(a + " times " + b)
                        .isEqualByComparingTo(new BigDecimal(a).multiply(new BigDecimal(b)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void anyOrderSplitAndRetractionHasTheSameBytes(long seed) throws IOException {
        Random random = new Random(seed);
        List<double[]> kept = new ArrayList<>();
        List<double[]> history = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double term = i % 9 == 0 ? nonFinite(i) : anyDouble(random);
            kept.add(new double[] {term, 1});
            double gone = i % 7 == 0 ? nonFinite(i) : anyDouble(random);
            history.add(new double[] {gone, 2});
            history.add(new double[] {gone, -1});
            history.add(new double[] {gone, -1});
        }
        history.addAll(kept);
        byte[] expected = bytes(sum(kept));
        for (int i = 0; i < 20; i++) {
            Collections.shuffle(history, random);
            int cut = random.nextInt(history.size());
            ExactSum left = sum(history.subList(0, cut));
            left.merge(sum(history.subList(cut, history.size())));
            assertThat(bytes(left)).as("seed " + seed).isEqualTo(expected);
        }
    }

    @Test
    void whatCancelsLeavesNothing() throws IOException {
        ExactSum sum = new ExactSum();
        sum.add(1e308, 1);
        sum.add(1e-308, 1);
        sum.add(-1e308, 1);
        sum.add(1e-308, -1);
        assertThat(sum.isZero()).isTrue();
        assertThat(bytes(sum)).isEqualTo(bytes(new ExactSum())).hasSize(1);
    }

    @Test
    void aLargeOffsetLosesNothing() {
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        for (double x : new double[] {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4}) {
            sum.add(x, 1);
            squares.addProduct(x, x, 1);
        }
        // n·Σx² − (Σx)² = n² · variance = 16 · 1.25
        assertThat(squares.value().times(4).minus(sum.value().squared()).doubleValue())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(ints = {(1 << 30) - 1, 1 << 30, (1 << 30) + 1, Integer.MAX_VALUE, -(1 << 30), Integer.MIN_VALUE})
    void multiplicitiesPastWhatAWordHoldsCarry(int multiplicity) {
        // All 53 bits set, so that every piece of 32 bits is as large as it can be.
        double term = Math.nextDown(1.0);
        for (double signed : new double[] {term, -term}) {
            ExactSum sum = new ExactSum();
            BigDecimal expected = BigDecimal.ZERO;
            for (int i = 0; i < 5; i++) {
                sum.add(signed, multiplicity);
                sum.addProduct(signed, term, multiplicity);
                BigDecimal exact = new BigDecimal(signed);
                expected = expected.add(
                        exact.add(exact.multiply(new BigDecimal(term))).multiply(BigDecimal.valueOf(multiplicity)));
            }
            assertThat(decimal(sum.value())).isEqualByComparingTo(expected);
        }
    }

    @Test
    void mergingWithItselfDoublesForAsLongAsOneLikes() throws IOException {
        ExactSum sum = new ExactSum();
        double term = -Math.nextDown(2.0);
        sum.add(term, 3);
        sum.add(Double.NaN, 1);
        BigDecimal expected = new BigDecimal(term).multiply(BigDecimal.valueOf(3));
        for (int i = 0; i < 62; i++) {
            sum.merge(i % 2 == 0 ? sum.copy() : sum);
            expected = expected.multiply(BigDecimal.valueOf(2));
            assertThat(decimal(sum.value())).as(i + " doublings").isEqualByComparingTo(expected);
        }
        assertThat(sum.nonFiniteTerms()).startsWith((1L << 62) + " NaN");
        ExactSum large = new ExactSum();
        ExactSum other = new ExactSum();
        for (ExactSum one : List.of(large, other)) {
            one.add(Math.nextDown(1.0), (1 << 30) - 2);
        }
        large.merge(other);
        large.merge(other);
        assertThat(decimal(large.value()))
                .isEqualByComparingTo(
                        new BigDecimal(Math.nextDown(1.0)).multiply(BigDecimal.valueOf(3L * ((1 << 30) - 2))));
    }

    @Test
    void aHundredMillionOnesAreCounted() {
        ExactSum sum = new ExactSum();
        for (int i = 0; i < 100_000_000; i++) {
            sum.add(1.0, 1);
        }
        assertThat(sum.value().doubleValue()).isEqualTo(1e8);
        float narrow = 0;
        for (int i = 0; i < 100_000_000; i++) {
            narrow += 1.0f;
        }
        assertThat(narrow).as("a sum in float32 stops at 2^24").isEqualTo(0x1p24f);
    }

    /** A sum of doubles is right for ones, but not for tenths. */
    @Test
    void aHundredMillionTenthsAreExactWherePlainSumsAreNot() {
        ExactSum sum = new ExactSum();
        double plain = 0;
        double tenth = 1.0 / 10;
        for (int i = 0; i < 100_000_000; i++) {
            sum.add(tenth, 1);
            plain += tenth;
        }
        BigDecimal exact = new BigDecimal(tenth).multiply(BigDecimal.valueOf(100_000_000));
        assertThat(decimal(sum.value())).isEqualByComparingTo(exact);
        assertThat(Math.abs(plain - exact.doubleValue())).isGreaterThan(1e-3);
    }

    /** The variance of random numbers around 1e9: right to the last bit, where sums of doubles lose all digits. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aVarianceAroundALargeOffsetIsThatOfBigDecimals(long seed) {
        Random random = new Random(seed);
        int count = 10_000;
        ExactSum sum = new ExactSum();
        ExactSum squares = new ExactSum();
        double plainSum = 0;
        double plainSquares = 0;
        BigDecimal decimalSum = BigDecimal.ZERO;
        BigDecimal decimalSquares = BigDecimal.ZERO;
        for (int i = 0; i < count; i++) {
            double x = 1e9 + random.nextGaussian();
            sum.add(x, 1);
            squares.addProduct(x, x, 1);
            plainSum += x;
            plainSquares += x * x;
            decimalSum = decimalSum.add(new BigDecimal(x));
            decimalSquares = decimalSquares.add(new BigDecimal(x).pow(2));
        }
        Dyadic spread = squares.value().times(count).minus(sum.value().squared());
        BigDecimal expected = decimalSquares.multiply(BigDecimal.valueOf(count)).subtract(decimalSum.pow(2));
        assertThat(decimal(spread)).as("seed " + seed).isEqualByComparingTo(expected);
        double variance = expected.doubleValue() / count / count;
        double plain = (plainSquares - plainSum * plainSum / count) / count;
        assertThat(spread.dividedBy(Dyadic.of(count).squared())).isCloseTo(variance, within(1e-15));
        assertThat(Math.abs(plain - variance)).as("error of plain sums").isGreaterThan(0.1);
    }

    @Test
    void termsThatAreNotFiniteAreCountedAndTakenBack() {
        ExactSum sum = new ExactSum();
        sum.add(2, 1);
        sum.add(Double.NaN, 2);
        sum.add(Double.POSITIVE_INFINITY, 1);
        sum.addProduct(Double.NEGATIVE_INFINITY, 2, 3);
        sum.addProduct(Double.POSITIVE_INFINITY, 0, 1);
        assertThat(sum.isFinite()).isFalse();
        assertThat(sum.nonFiniteTerms()).isEqualTo("3 NaN, 1 +infinity and 3 -infinity terms");
        sum.add(Double.NaN, -3);
        sum.add(Double.POSITIVE_INFINITY, -1);
        assertThat(sum.isZero()).isFalse();
        sum.add(Double.NEGATIVE_INFINITY, -3);
        assertThat(sum.isFinite()).isTrue();
        assertThat(sum.value().doubleValue()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void bytesRoundTripAndMerge(long seed) throws IOException {
        Random random = new Random(seed);
        ExactSum one = new ExactSum();
        ExactSum other = new ExactSum();
        for (int i = 0; i < 30; i++) {
            one.add(anyDouble(random), 1);
            other.addProduct(random.nextGaussian(), anyDouble(random), -1);
            other.add(i % 10 == 0 ? Double.NaN : 1, 1);
        }
        ExactSum read = new ExactSum();
        for (ExactSum sum : List.of(one, other)) {
            read.mergeFrom(new DataInputStream(new ByteArrayInputStream(bytes(sum))));
        }
        one.merge(other);
        assertThat(bytes(read)).as("seed " + seed).isEqualTo(bytes(one));
        one.clear();
        assertThat(bytes(one)).isEqualTo(bytes(new ExactSum()));
    }

    private static ExactSum sum(List<double[]> terms) {
        ExactSum sum = new ExactSum();
        terms.forEach(term -> sum.add(term[0], (int) term[1]));
        return sum;
    }

    private static double nonFinite(int i) {
        return i % 2 == 0 ? Double.NaN : i % 3 == 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Any finite double, all exponents alike; sometimes one from an edge. */
    private static double anyDouble(Random random) {
        if (random.nextInt(6) == 0) {
            return EDGES[random.nextInt(EDGES.length)];
        }
        double value = Double.longBitsToDouble(random.nextLong());
        return Double.isFinite(value) ? value : 1;
    }

    private static byte[] bytes(ExactSum sum) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sum.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    static BigDecimal decimal(Dyadic value) {
        BigDecimal significand = new BigDecimal(value.significand());
        BigDecimal power = new BigDecimal(BigInteger.ONE.shiftLeft(Math.abs(value.exponent())));
        return value.exponent() >= 0 ? significand.multiply(power) : significand.divide(power);
    }
}
