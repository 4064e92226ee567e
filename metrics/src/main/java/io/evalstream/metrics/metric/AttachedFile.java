package io.evalstream.metrics.metric;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * A file that an argument names. A plan carries its content, so that whoever gets the plan needs no file.
 *
 * @param name what it was called, for messages
 * @param base64 its bytes, in Base64
 */
public record AttachedFile(String name, String base64) {

    /** Keys of the map by which a plan carries a file. */
    public static final String NAME = "file";

    /** See {@link #NAME}. */
    public static final String CONTENT = "base64";

    /** A file of these bytes. */
    public static AttachedFile of(String name, byte[] bytes) {
        return new AttachedFile(name, Base64.getEncoder().encodeToString(bytes));
    }

    /** As an argument of a plan. */
    public Map<String, Object> toArgument() {
        return Map.of(NAME, name, CONTENT, base64);
    }

    public byte[] bytes() {
        return Base64.getDecoder().decode(base64);
    }

    /** Half of the SHA-256 of its content, in hexadecimal digits: what tells it from any other file. */
    public String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes());
            return HexFormat.of().formatHex(hash, 0, hash.length / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
