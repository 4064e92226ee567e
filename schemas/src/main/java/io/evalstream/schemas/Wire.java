package io.evalstream.schemas;

/** Tells formats apart by the first bytes, to say in an error what the bytes look like. */
final class Wire {
    /** The first byte of a schema registry's wire format; the schema's id follows in four bytes. */
    static final byte MAGIC = 0;

    static final int HEADER_BYTES = 5;

    private Wire() {}

    /** What these bytes look like and what to do about it; empty if they look like nothing in particular. */
    static String hint(byte[] bytes) {
        if (bytes.length == 0) {
            return "the value is empty; a tombstone belongs to a compacted topic, not to this one";
        }
        if (bytes[0] == '{' || bytes[0] == '[') {
            return "they look like JSON; if they are, set the topic's format to json";
        }
        if (bytes.length > 10 && (bytes[0] & 0xFF) == 0xC3 && bytes[1] == 1) {
            return "they look like Avro's single-object encoding; write plain Avro or a schema registry's format instead";
        }
        if (bytes.length > HEADER_BYTES && bytes[0] == MAGIC) {
            return "they look like a schema registry's format; if they are, set the topic's format to registry";
        }
        return "";
    }
}
