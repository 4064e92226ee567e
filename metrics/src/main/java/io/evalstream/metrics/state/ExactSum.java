package io.evalstream.metrics.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * The exact sum of any number of doubles and of products of two doubles.
 *
 * <p>A finite double is an integer times a power of two. The sum is kept as a long fixed-point number whose digits each
 * stand for 32 bits and live in 64-bit words; a term is cut into three pieces (five for a product) that are added to
 * their words without carrying. After at most 2^30 additions the words are carried. Adding is integer addition, so it is
 * associative and commutative, and a term added with multiplicity −1 takes exactly itself away. Only the stretch of
 * words that was touched is held, since real data spans a few of the 133 words that all products could need.
 *
 * <p>The canonical form has every digit in [−2^31, 2^31) and no zero digit at either end. Each integer has exactly one
 * such form, so equal sums have equal bytes.
 *
 * <p>Terms that are not finite are counted, not added: they can be retracted too, and a reading says how many there are.
 *
 * <p>After Neal, "Fast exact summation using small and large superaccumulators", arXiv:1505.05571 (the small one).
 */
public final class ExactSum {

    /** Bit 0 of word 0 stands for 2^−2176; the smallest product of doubles is 2^−2148. */
    private static final int BIAS = 2176;

    /** Digits that sums of finite doubles have. */
    public static final int PLACES = 67;
    /** The word of the first of them: bit 0 stands for 2^−1088, and the smallest double is 2^−1074. */
    private static final int FIRST_PLACE = (BIAS - 1088) / 32;

    private static final int CARRY_AT = 1 << 30;
    /** Bits of a multiplicity that are added at a time where it has too many. */
    private static final int SPLIT = 29;

    private static final int FIRST_BAND = 6;
    private static final long LOW_32 = 0xffffffffL;
    private static final long FRACTION = 0xfffffffffffffL;
    private static final long IMPLICIT_BIT = 0x10000000000000L;
    private static final long[] NONE = {};

    /** Index of the word that {@code band[0]} is. */
    private int base;

    private long[] band = NONE;

    /** Bounds every word by {@code additions · 2^32}. */
    private int additions;

    private long nans;
    private long positiveInfinities;
    private long negativeInfinities;

    /** Adds {@code multiplicity · term}. */
    public void add(double term, long multiplicity) {
        long bits = Double.doubleToRawLongBits(term);
        int biased = (int) ((bits >>> 52) & 0x7ff);
        if (biased == 0x7ff) {
            countNonFinite(term, multiplicity);
            return;
        }
        long mantissa = bits & FRACTION;
        if (biased == 0) {
            biased = 1;
        } else {
            mantissa |= IMPLICIT_BIT;
        }
        if (mantissa != 0) {
            addPieces(mantissa, biased - 1075, bits < 0 ? -multiplicity : multiplicity);
        }
    }

    /** Adds {@code multiplicity · a · b}, exactly. */
    public void addProduct(double a, double b, long multiplicity) {
        long bitsA = Double.doubleToRawLongBits(a);
        long bitsB = Double.doubleToRawLongBits(b);
        int biasedA = (int) ((bitsA >>> 52) & 0x7ff);
        int biasedB = (int) ((bitsB >>> 52) & 0x7ff);
        if (biasedA == 0x7ff || biasedB == 0x7ff) {
            countNonFinite(a * b, multiplicity);
            return;
        }
        long mantissaA = biasedA == 0 ? (bitsA & FRACTION) << 1 : (bitsA & FRACTION) | IMPLICIT_BIT;
        long mantissaB = biasedB == 0 ? (bitsB & FRACTION) << 1 : (bitsB & FRACTION) | IMPLICIT_BIT;
        if (mantissaA == 0 || mantissaB == 0) {
            return;
        }
        int exponent = biasedA + biasedB - 2 * 1075;
        long signed = (bitsA ^ bitsB) < 0 ? -multiplicity : multiplicity;
        long high = Math.multiplyHigh(mantissaA, mantissaB);
        addPieces(mantissaA * mantissaB, exponent, signed);
        if (high != 0) {
            addPieces(high, exponent + 64, signed);
        }
    }

    /**
     * Adds {@code digit · 2^(32 · place − 1088)}, as a sum that was kept elsewhere has it: its places are those that finite
     * doubles touch, and its digits may be any.
     *
     * @param place 0 to {@value #PLACES} − 1
     */
    public void addDigit(int place, long digit) {
        int word = place + FIRST_PLACE;
        if (band.length == 0 || word < base || word + 2 > base + band.length) {
            cover(word, word + 2);
        }
        if (additions >= CARRY_AT - 1) {
            carry();
            cover(word, word + 2);
        }
        long low = (int) digit;
        band[word - base] += low;
        band[word + 1 - base] += (digit - low) >> 32;
        additions++;
    }

    /** Counts terms that are not finite, as a sum that was kept elsewhere has them. */
    public void addNonFinite(long moreNans, long morePositiveInfinities, long moreNegativeInfinities) {
        nans += moreNans;
        positiveInfinities += morePositiveInfinities;
        negativeInfinities += moreNegativeInfinities;
    }

    public void merge(ExactSum other) {
        if (other.band.length > 0) {
            cover(other.base, other.base + other.band.length);
            int shift = other.base - base;
            if (additions >= CARRY_AT - other.additions) {
                carry();
            }
            if (additions >= CARRY_AT - other.additions) {
                other.carry();
                cover(other.base, other.base + other.band.length);
                shift = other.base - base;
            }
            for (int i = 0; i < other.band.length; i++) {
                band[i + shift] += other.band[i];
            }
            additions += other.additions;
        }
        nans += other.nans;
        positiveInfinities += other.positiveInfinities;
        negativeInfinities += other.negativeInfinities;
    }

    /** True where nothing was added, or all of it was retracted. */
    public boolean isZero() {
        if ((nans | positiveInfinities | negativeInfinities) != 0) {
            return false;
        }
        carry();
        for (long digit : band) {
            if (digit != 0) {
                return false;
            }
        }
        return true;
    }

    /** True where no term was NaN or infinite. */
    public boolean isFinite() {
        return (nans | positiveInfinities | negativeInfinities) == 0;
    }

    /** Says which terms were not finite, for the reason of an undefined value. */
    public String nonFiniteTerms() {
        return nans + " NaN, " + positiveInfinities + " +infinity and " + negativeInfinities + " -infinity terms";
    }

    /** The exact sum of the finite terms. */
    public Dyadic value() {
        carry();
        BigInteger sum = BigInteger.ZERO;
        for (int i = band.length - 1; i >= 0; i--) {
            sum = sum.shiftLeft(32).add(BigInteger.valueOf(band[i]));
        }
        return new Dyadic(sum, 32 * base - BIAS);
    }

    public ExactSum copy() {
        ExactSum copy = new ExactSum();
        copy.merge(this);
        return copy;
    }

    /** Forgets everything; the memory is kept for the next use. */
    public void clear() {
        java.util.Arrays.fill(band, 0);
        additions = 0;
        nans = 0;
        positiveInfinities = 0;
        negativeInfinities = 0;
    }

    /** Writes the canonical form. */
    void writeTo(DataOutput out) throws IOException {
        carry();
        int first = 0;
        int end = band.length;
        while (first < end && band[first] == 0) {
            first++;
        }
        while (end > first && band[end - 1] == 0) {
            end--;
        }
        boolean finite = isFinite();
        // One number holds the length and whether the counters follow; an empty sum is one zero byte.
        Varint.write(out, 2L * (end - first) + (finite ? 0 : 1));
        if (end > first) {
            Varint.write(out, base + first);
            for (int i = first; i < end; i++) {
                out.writeInt((int) band[i]);
            }
        }
        if (!finite) {
            Varint.writeSigned(out, nans);
            Varint.writeSigned(out, positiveInfinities);
            Varint.writeSigned(out, negativeInfinities);
        }
    }

    /** Merges what {@link #writeTo} wrote. */
    void mergeFrom(DataInput in) throws IOException {
        long head = Varint.read(in);
        int length = (int) (head >>> 1);
        if (length > 0) {
            int from = (int) Varint.read(in);
            cover(from, from + length);
            if (additions >= CARRY_AT - 1) {
                carry();
            }
            for (int i = from - base; i < from - base + length; i++) {
                band[i] += in.readInt();
            }
            additions++;
        }
        if ((head & 1) != 0) {
            nans += Varint.readSigned(in);
            positiveInfinities += Varint.readSigned(in);
            negativeInfinities += Varint.readSigned(in);
        }
    }

    private void countNonFinite(double term, long multiplicity) {
        if (Double.isNaN(term)) {
            nans += multiplicity;
        } else if (term > 0) {
            positiveInfinities += multiplicity;
        } else {
            negativeInfinities += multiplicity;
        }
    }

    /** Adds {@code multiplicity · mantissa · 2^exponent} for an unsigned mantissa of up to 64 bits. */
    private void addPieces(long mantissa, int exponent, long multiplicity) {
        if (multiplicity >= CARRY_AT || multiplicity <= -CARRY_AT) {
            // More at once than a word holds.
            addPieces(mantissa, exponent + SPLIT, multiplicity >> SPLIT);
            addPieces(mantissa, exponent, multiplicity & ((1L << SPLIT) - 1));
            return;
        }
        int bit = exponent + BIAS;
        int word = bit >> 5;
        int shift = bit & 31;
        if (word < base || word + 3 > base + band.length) {
            cover(word, word + 3);
        }
        int magnitude = (int) Math.abs(multiplicity);
        if (additions >= CARRY_AT - magnitude) {
            carry();
            cover(word, word + 3);
        }
        additions += magnitude;
        int at = word - base;
        band[at] += multiplicity * ((mantissa << shift) & LOW_32);
        band[at + 1] += multiplicity * ((mantissa >>> (32 - shift)) & LOW_32);
        // Two shifts, since a shift by 64 would be none.
        band[at + 2] += multiplicity * ((mantissa >>> 1) >>> (63 - shift));
    }

    /** Grows the band to hold words [from, end). */
    private void cover(int from, int end) {
        if (band.length == 0) {
            base = from;
            band = new long[Math.max(FIRST_BAND, end - from)];
            return;
        }
        int newBase = Math.min(base, from);
        int newEnd = Math.max(base + band.length, end);
        if (newBase == base && newEnd == base + band.length) {
            return;
        }
        long[] wider = new long[newEnd - newBase];
        System.arraycopy(band, 0, wider, base - newBase, band.length);
        band = wider;
        base = newBase;
    }

    /** Brings every digit into [−2^31, 2^31); the value stays the same. */
    private void carry() {
        if (additions <= 1 && additions >= 0 && !needsCarry()) {
            return;
        }
        long carried = 0;
        for (int i = 0; i < band.length || carried != 0; i++) {
            if (i == band.length) {
                cover(base, base + band.length + 1);
            }
            long word = band[i] + carried;
            long digit = (int) word;
            band[i] = digit;
            carried = (word - digit) >> 32;
        }
        additions = 1;
    }

    private boolean needsCarry() {
        for (long word : band) {
            if (word != (int) word) {
                return true;
            }
        }
        return false;
    }
}
