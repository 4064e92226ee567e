package io.evalstream.operators.stream;

import io.evalstream.metrics.batch.TextHash;

/** 64 bits of an id or of bytes, the same in every process. */
public final class IdHash {

    private IdHash() {}

    public static long of(String id) {
        return TextHash.of(id);
    }

    public static long of(byte[] bytes) {
        return TextHash.of(bytes);
    }
}
