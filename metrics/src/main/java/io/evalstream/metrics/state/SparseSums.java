package io.evalstream.metrics.state;

import java.math.BigInteger;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Exact sums by key, for an open set of keys: a view of a {@link Slot#sparse sparse} slot whose keys are one word that
 * says which sum, and one for the digit.
 *
 * <p>A term is an integer times a power of two. It is cut into digits of 24 bits at fixed places, and each digit is added
 * to the count of its key without carrying. So a state is a linear function of its terms, whatever their order, and its
 * counts hold the digits of 2^39 terms. Slower than {@link ExactSum} by a look-up for each digit; meant for sums that few
 * rows touch, or whose number is not known before the rows come.
 */
public final class SparseSums {

    /** Words that a slot for this needs in a key. */
    public static final int KEY_WORDS = 2;

    private static final int DIGIT = 24;
    private static final long DIGIT_MASK = (1L << DIGIT) - 1;

    private static final long FRACTION = 0xfffffffffffffL;
    private static final long IMPLICIT_BIT = 0x10000000000000L;

    /** Bit 0 of digit 0 stands for 2^−2160, a multiple of 24 below the smallest product of doubles. */
    private static final int BIAS = 2160;

    private final SparseCounts map;
    private final long[] key = new long[KEY_WORDS];

    public SparseSums(SparseCounts map) {
        this.map = map;
    }

    /** Adds {@code multiplicity · term} for a finite term. */
    public void add(long which, double term, long multiplicity) {
        if (!Double.isFinite(term)) {
            throw new IllegalArgumentException("a finite number was expected, found " + term);
        }
        long bits = Double.doubleToRawLongBits(term);
        int biased = (int) ((bits >>> 52) & 0x7ff);
        long mantissa = biased == 0 ? (bits & FRACTION) << 1 : (bits & FRACTION) | IMPLICIT_BIT;
        long signed = bits < 0 ? -multiplicity : multiplicity;
        int bit = biased - 1075 + BIAS;
        int shift = bit % DIGIT;
        key[0] = which;
        // The lowest digit takes what is left of it above the shift; the others are cut from the rest.
        addDigit(bit / DIGIT, (mantissa << shift) & DIGIT_MASK, signed);
        long rest = mantissa >>> (DIGIT - shift);
        for (int place = bit / DIGIT + 1; rest != 0; place++) {
            addDigit(place, rest & DIGIT_MASK, signed);
            rest >>>= DIGIT;
        }
    }

    /** Adds {@code multiplicity · a · b}, exactly, for finite factors. */
    public void addProduct(long which, double a, double b, long multiplicity) {
        addDigits(which, Dyadic.of(a).times(Dyadic.of(b)), multiplicity);
    }

    /** Adds a whole number. */
    public void count(long which, long amount) {
        key[0] = which;
        key[1] = BIAS / DIGIT;
        map.add(key, 0, amount);
    }

    /** The sums by key, in order; a key to which nothing was added has none. */
    public SortedMap<Long, Dyadic> read() {
        SortedMap<Long, Dyadic> sums = new TreeMap<>();
        map.forEach((words, from, count) -> {
            if (count != 0) {
                int exponent = (int) words[from + 1] * DIGIT - BIAS;
                sums.merge(words[from], new Dyadic(BigInteger.valueOf(count), exponent), Dyadic::plus);
            }
        });
        return sums;
    }

    private void addDigits(long which, Dyadic term, long multiplicity) {
        key[0] = which;
        BigInteger rest = term.significand().abs();
        int bit = term.exponent() + BIAS;
        int digit = Math.floorDiv(bit, DIGIT);
        rest = rest.shiftLeft(bit - digit * DIGIT);
        long signed = term.signum() < 0 ? -multiplicity : multiplicity;
        while (rest.signum() != 0) {
            addDigit(digit, rest.longValue() & DIGIT_MASK, signed);
            rest = rest.shiftRight(DIGIT);
            digit++;
        }
    }

    /** Adds to a digit of the sum that the key names; a digit of zero leaves no key. */
    private void addDigit(int place, long digit, long multiplicity) {
        if (digit != 0) {
            key[1] = place;
            map.add(key, 0, multiplicity * digit);
        }
    }
}
