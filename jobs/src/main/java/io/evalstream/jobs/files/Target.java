package io.evalstream.jobs.files;

import org.apache.avro.Schema;

/** Where the values of a column go. */
sealed interface Target {

    /** A field, as a whole. */
    record Whole(Schema.Field field) implements Target {}

    /** One number or text of a field that holds several. */
    record Element(Schema.Field field, int index) implements Target {}

    /** An entry of a field that is a map. */
    record Entry(Schema.Field field, String key) implements Target {}

    /** Nowhere. */
    record Ignored() implements Target {}
}
