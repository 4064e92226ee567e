package io.evalstream.schemas;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the values of a topic are written; chosen per topic. */
public enum Format {
    /** Avro binary and nothing else; the schema is the one of this version, or one given beforehand. */
    AVRO,
    /** A schema registry's wire format: a zero byte, the schema's id in four bytes, Avro binary. */
    REGISTRY,
    /** A JSON object with the names of the schema's fields. */
    JSON;

    /** The format of that name, in lower case as configuration files have it. */
    public static Format named(String name) {
        for (Format format : values()) {
            if (format.toString().equals(name)) {
                return format;
            }
        }
        throw new IllegalArgumentException("unknown format '" + name + "'; use one of "
                + Arrays.stream(values()).map(Format::toString).collect(Collectors.joining(", ")));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
