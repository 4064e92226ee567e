package io.evalstream.metrics.batch;

/** Numbers in float32, two to a word: vectors as words of a key. −0 and 0 are one number. */
public final class PackedFloats {

    private PackedFloats() {}

    /** How many words so many numbers take. */
    public static int words(int count) {
        return (count + 1) / 2;
    }

    /** Writes numbers, rounded to float32, from a word on; the second half of the last word may be empty. */
    public static void pack(double[] numbers, int start, int count, long[] words, int from) {
        for (int i = 0; i < count; i += 2) {
            long second = i + 1 < count ? bits(numbers[start + i + 1]) : 0;
            words[from + i / 2] = (long) bits(numbers[start + i]) << Integer.SIZE | (second & 0xffffffffL);
        }
    }

    /** Reads numbers that were written from a word on. */
    public static void unpack(long[] words, int from, float[] numbers, int start, int count) {
        for (int i = 0; i < count; i++) {
            long word = words[from + i / 2];
            numbers[start + i] = Float.intBitsToFloat((int) (i % 2 == 0 ? word >> Integer.SIZE : word));
        }
    }

    private static int bits(double number) {
        // Adding zero makes −0 the same as 0.
        return Float.floatToIntBits((float) number + 0.0f);
    }
}
