package io.evalstream.metrics.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigInteger;

/**
 * Sums of 128 bits in two words of a row, low half first: the elements of a {@linkplain Slot#fixedSums slot of fixed
 * sums}. An element counts units of 2^−bits. Adding is integer addition with a carry, so it is associative and
 * commutative, and what is added with the other sign takes exactly itself away.
 *
 * <p>A sum wraps past 2^127 units. Whoever adds bounds the terms so that no number of rows gets there: 2^40 rows have
 * room where a term is below 2^87 units, which the product of two numbers below 2^43 units is.
 */
public final class FixedSum {

    /** Words of an element. */
    public static final int WORDS = 2;

    /** Digits of an element in tables that add without a carry: two of 32 bits, and the word above them. */
    public static final int DIGITS = 3;

    /** The most bits after the point. */
    static final int MOST_BITS = 126;

    private FixedSum() {}

    /** Adds so many units to the element at this place. */
    public static void add(long[] words, int at, long units) {
        add(words, at, units, units >> 63);
    }

    /** Adds {@code a · b} units to the element at this place. */
    public static void addProduct(long[] words, int at, long a, long b) {
        add(words, at, a * b, Math.multiplyHigh(a, b));
    }

    /**
     * Adds a digit: so many units, or 2^32 or 2^64 units.
     *
     * @param digit 0, 1 or 2
     */
    public static void addDigit(long[] words, int at, int digit, long value) {
        switch (digit) {
            case 0 -> add(words, at, value);
            case 1 -> add(words, at, value << 32, value >> 32);
            default -> words[at + 1] += value;
        }
    }

    /** Adds a number of 128 bits. */
    static void add(long[] words, int at, long low, long high) {
        long sum = words[at] + low;
        words[at] = sum;
        words[at + 1] += high + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
    }

    /** The element at this place, whose units are 2^−bits. */
    public static Dyadic value(long[] words, int at, int bits) {
        BigInteger low = BigInteger.valueOf(words[at] >>> 1).shiftLeft(1).add(BigInteger.valueOf(words[at] & 1));
        return new Dyadic(BigInteger.valueOf(words[at + 1]).shiftLeft(Long.SIZE).add(low), -bits);
    }

    /**
     * Writes elements: the low half, and by how much the high half differs from its sign. Both are zero for a sum of
     * nothing; then follows how many more of these there are.
     */
    static void write(DataOutput out, long[] words, int from, int size) throws IOException {
        for (int i = 0; i < size; ) {
            int at = from + WORDS * i;
            Varint.writeSigned(out, words[at]);
            Varint.writeSigned(out, words[at + 1] ^ (words[at] >> 63));
            i++;
            if (isZero(words, at)) {
                int run = 0;
                while (i < size && isZero(words, from + WORDS * i)) {
                    run++;
                    i++;
                }
                Varint.write(out, run);
            }
        }
    }

    /** Takes elements by their index. */
    interface Sink {
        void take(int index, long low, long high);
    }

    /** Reads the elements that {@link #write} wrote, those that are not zero. */
    static void read(DataInput in, int size, Sink sink) throws IOException {
        for (int i = 0; i < size; ) {
            long low = Varint.readSigned(in);
            long high = Varint.readSigned(in) ^ (low >> 63);
            int at = i++;
            if ((low | high) != 0) {
                sink.take(at, low, high);
            } else {
                long run = Varint.read(in);
                if (run < 0 || run > size - i) {
                    throw new IOException("a run of " + run + " fixed sums was found where " + (size - i)
                            + " are left; the bytes are not those of this layout");
                }
                i += (int) run;
            }
        }
    }

    private static boolean isZero(long[] words, int at) {
        return (words[at] | words[at + 1]) == 0;
    }
}
