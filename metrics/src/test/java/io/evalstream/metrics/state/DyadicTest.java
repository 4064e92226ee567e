package io.evalstream.metrics.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DyadicTest {

    @Test
    void everyDoubleIsItself() {
        Random random = new Random(31);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value) && value != 0) {
                assertThat(Dyadic.of(value).doubleValue()).isEqualTo(value);
            }
        }
        assertThat(Dyadic.of(-0.0).doubleValue()).isEqualTo(0.0);
        assertThatThrownBy(() -> Dyadic.of(Double.NaN)).hasMessageContaining("finite");
    }

    @Test
    void longSignificandsRoundToTheNearestDouble() {
        Random random = new Random(32);
        for (int i = 0; i < 4000; i++) {
            // All exponents at which something happens: overflow, normal, subnormal, underflow.
            Dyadic value = new Dyadic(significand(random), random.nextInt(2400) - 1300);
            assertThat(value.doubleValue())
                    .as(value.toString())
                    .isEqualTo(ExactSumTest.decimal(value).doubleValue());
        }
    }

    @Test
    void tiesGoToEven() {
        BigInteger tie = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
        assertThat(new Dyadic(tie, 0).doubleValue()).isEqualTo(0x1p53);
        assertThat(new Dyadic(tie.add(BigInteger.TWO), 0).doubleValue()).isEqualTo(0x1p53 + 4);
        assertThat(new Dyadic(BigInteger.ONE, -1075).doubleValue()).isEqualTo(0.0);
        assertThat(new Dyadic(BigInteger.valueOf(3), -1075).doubleValue()).isEqualTo(2 * Double.MIN_VALUE);
        assertThat(new Dyadic(BigInteger.valueOf(3), -1076).doubleValue()).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void quotientsRoundOnce() {
        Random random = new Random(33);
        MathContext manyDigits = new MathContext(1200, RoundingMode.HALF_EVEN);
        for (int i = 0; i < 1500; i++) {
            Dyadic dividend = new Dyadic(significand(random), random.nextInt(1400) - 700);
            Dyadic divisor = new Dyadic(significand(random), random.nextInt(700) - 350);
            double expected = ExactSumTest.decimal(dividend)
                    .divide(ExactSumTest.decimal(divisor), manyDigits)
                    .doubleValue();
            assertThat(dividend.dividedBy(divisor))
                    .as(dividend + " / " + divisor)
                    .isEqualTo(expected);
        }
    }

    @Test
    void quotientsThatAreTiesGoToEvenWhateverTheirScale() {
        BigInteger tie = BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE);
        for (int exponent : new int[] {0, -200, -600, -1000, 300, 900}) {
            assertThat(new Dyadic(tie, exponent).dividedBy(1))
                    .as("2^%s", exponent)
                    .isEqualTo(new Dyadic(tie, exponent).doubleValue());
            assertThat(new Dyadic(tie.multiply(BigInteger.valueOf(3)), exponent).dividedBy(-3))
                    .as("2^%s", exponent)
                    .isEqualTo(-new Dyadic(tie, exponent).doubleValue());
        }
        assertThat(new Dyadic(BigInteger.ONE, -1075).dividedBy(1)).isEqualTo(0.0);
        assertThat(new Dyadic(BigInteger.ONE, 2000).dividedBy(1)).isInfinite();
    }

    @Test
    void arithmeticIsThatOfTheNumbers() {
        Random random = new Random(34);
        for (int i = 0; i < 500; i++) {
            Dyadic a = new Dyadic(significand(random), random.nextInt(200) - 100);
            Dyadic b = new Dyadic(significand(random), random.nextInt(200) - 100);
            BigDecimal x = ExactSumTest.decimal(a);
            BigDecimal y = ExactSumTest.decimal(b);
            assertThat(ExactSumTest.decimal(a.plus(b))).isEqualByComparingTo(x.add(y));
            assertThat(ExactSumTest.decimal(a.minus(b))).isEqualByComparingTo(x.subtract(y));
            assertThat(ExactSumTest.decimal(a.times(b))).isEqualByComparingTo(x.multiply(y));
            assertThat(ExactSumTest.decimal(a.squared())).isEqualByComparingTo(x.multiply(x));
            assertThat(ExactSumTest.decimal(a.abs())).isEqualByComparingTo(x.abs());
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(x.compareTo(y));
        }
    }

    /** Up to 200 bits; sometimes close to a tie. */
    private static BigInteger significand(Random random) {
        BigInteger bits = new BigInteger(1 + random.nextInt(200), random).setBit(0);
        if (random.nextInt(3) == 0) {
            int low = 1 + random.nextInt(80);
            BigInteger tie =
                    new BigInteger(53, random).setBit(52).shiftLeft(low).setBit(low - 1);
            bits = tie.add(BigInteger.valueOf(random.nextLong(3) - 1));
        }
        return random.nextBoolean() ? bits : bits.negate();
    }
}
