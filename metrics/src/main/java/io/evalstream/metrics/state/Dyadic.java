package io.evalstream.metrics.state;

import java.math.BigInteger;

/**
 * An exact number {@code significand · 2^exponent}. Readings of exact sums stay in this form until the last step, so a
 * difference such as {@code n·Σx² − (Σx)²} loses nothing; {@link #doubleValue()} and {@link #dividedBy} round.
 */
public record Dyadic(BigInteger significand, int exponent) implements Comparable<Dyadic> {

    public static final Dyadic ZERO = new Dyadic(BigInteger.ZERO, 0);

    /** Bits of a quotient: more than a double has. */
    private static final int QUOTIENT_BITS = 64;

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
        BigInteger dividend = significand.abs();
        BigInteger by = divisor.significand.abs();
        int shift = Math.max(0, QUOTIENT_BITS + by.bitLength() - dividend.bitLength());
        BigInteger[] quotient = dividend.shiftLeft(shift).divideAndRemainder(by);
        // One more bit says whether anything is left: enough to tell a tie from what is just above it.
        BigInteger digits = quotient[0].shiftLeft(1);
        if (quotient[1].signum() != 0) {
            digits = digits.setBit(0);
        }
        boolean negative = signum() * divisor.signum() < 0;
        return new Dyadic(negative ? digits.negate() : digits, exponent - divisor.exponent - shift - 1).doubleValue();
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
