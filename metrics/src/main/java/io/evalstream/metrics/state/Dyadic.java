package io.evalstream.metrics.state;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * An exact number {@code significand · 2^exponent}. Readings of exact sums stay in this form until the last step, so a
 * difference such as {@code n·Σx² − (Σx)²} loses nothing; {@link #doubleValue()} and {@link #dividedBy} round.
 */
public record Dyadic(BigInteger significand, int exponent) implements Comparable<Dyadic> {

    public static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);

    /** More digits than a double has, so that rounding the quotient again to double is right in all but contrived ties. */
    private static final MathContext QUOTIENT = new MathContext(60);

    public static Dyadic of(long value) {
        return new Dyadic(BigInteger.valueOf(value), 0);
    }

    /** The exact value of a finite double. */
    public static Dyadic of(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a finite number was expected, found " + value);
        }
        long bits = Double.doubleToRawLongBits(value);
        int biased = (int) ((bits >>> 52) & 0x7ff);
        long mantissa = bits & 0xfffffffffffffL;
        mantissa = biased == 0 ? mantissa << 1 : mantissa | 0x10000000000000L;
        return new Dyadic(BigInteger.valueOf(bits < 0 ? -mantissa : mantissa), biased - 1075);
    }

    public Dyadic plus(Dyadic other) {
        int lowest = Math.min(exponent, other.exponent);
        return new Dyadic(scaledTo(lowest).add(other.scaledTo(lowest)), lowest);
    }

    public Dyadic minus(Dyadic other) {
        return plus(other.negated());
    }

    public Dyadic times(Dyadic other) {
        return new Dyadic(significand.multiply(other.significand), exponent + other.exponent);
    }

    public Dyadic times(long factor) {
        return new Dyadic(significand.multiply(BigInteger.valueOf(factor)), exponent);
    }

    public Dyadic negated() {
        return new Dyadic(significand.negate(), exponent);
    }

    public Dyadic abs() {
        return new Dyadic(significand.abs(), exponent);
    }

    public Dyadic squared() {
        return times(this);
    }

    public int signum() {
        return significand.signum();
    }

    /** The quotient as a double; of a division by zero, what IEEE 754 says: NaN or a signed infinity. */
    public double dividedBy(Dyadic divisor) {
        if (divisor.signum() == 0) {
            return signum() / 0.0;
        }
        if (signum() == 0) {
            return 0.0;
        }
        BigDecimal quotient = new BigDecimal(significand).divide(new BigDecimal(divisor.significand), QUOTIENT);
        int power = exponent - divisor.exponent;
        // Multiplying by a power of two in binary keeps the decimal short when the exponents are far apart.
        BigDecimal scaled = power >= 0
                ? quotient.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(power)), QUOTIENT)
                : quotient.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-power)), QUOTIENT);
        return scaled.doubleValue();
    }

    public double dividedBy(long divisor) {
        return dividedBy(of(divisor));
    }

    /** The nearest double, ties to even; infinite where the magnitude is past the range. */
    public double doubleValue() {
        if (signum() == 0) {
            return 0.0;
        }
        BigInteger magnitude = significand.abs();
        int length = magnitude.bitLength();
        // A subnormal result has fewer bits than 53; rounding there in one step avoids rounding twice.
        int precision = Math.min(53, length + exponent + 1074);
        if (precision < 0) {
            return significand.signum() * 0.0;
        }
        int shift = length - precision;
        BigInteger kept = magnitude;
        if (shift > 0) {
            kept = magnitude.shiftRight(shift);
            boolean half = magnitude.testBit(shift - 1);
            boolean rest = magnitude.getLowestSetBit() < shift - 1;
            if (half && (rest || kept.testBit(0))) {
                kept = kept.add(BigInteger.ONE);
            }
        } else {
            shift = 0;
        }
        double value = scaled(kept.doubleValue(), exponent + shift);
        return significand.signum() < 0 ? -value : value;
    }

    @Override
    public int compareTo(Dyadic other) {
        return minus(other).signum();
    }

    private BigInteger scaledTo(int lower) {
        return significand.shiftLeft(exponent - lower);
    }

    /** {@code value · 2^power} for an exact result; two steps where one power of two would leave the range. */
    private static double scaled(double value, int power) {
        int half = power / 2;
        return Math.scalb(Math.scalb(value, half), power - half);
    }
}
