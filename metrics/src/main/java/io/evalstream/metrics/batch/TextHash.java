package io.evalstream.metrics.batch;

/** 64 bits of a text or of bytes, the same in every process (FNV-1a: Fowler, Noll, Vo). */
public final class TextHash {

    private static final long OFFSET_BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private TextHash() {}

    public static long of(String text) {
        long hash = OFFSET_BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }

    public static long of(byte[] bytes) {
        long hash = OFFSET_BASIS;
        for (byte next : bytes) {
            hash = (hash ^ (next & 0xff)) * PRIME;
        }
        return hash;
    }
}
