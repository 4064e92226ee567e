package io.evalstream.operators.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.metrics.plan.PlanSpec;
import io.evalstream.metrics.plan.PlanSpec.SeriesField;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Whose metrics these are: plan, model, version, stage, run, data set and slice. It travels as bytes and is compared as
 * bytes; its parts are read where a report is made.
 */
public final class SeriesKey {

    /** Stands in a report for a field that the plan rolls up. */
    public static final String ALL = "*";

    private static final int PARTS = 7;

    /** Bytes of a part; what is longer is cut off. */
    private static final int LONGEST = 0xffff;

    private final byte[] encoded;
    private final int hash;

    SeriesKey(byte[] encoded) {
        this.encoded = encoded;
        // Arrays.hashCode is specified, so that a key has the same key group in every process.
        hash = Arrays.hashCode(encoded);
    }

    public static SeriesKey of(
            String plan, String model, String version, String stage, String run, String dataset, String slice) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : List.of(plan, model, version, stage, run, dataset, slice)) {
            byte[] utf8 = part.getBytes(UTF_8);
            int length = Math.min(utf8.length, LONGEST);
            bytes.write(length >>> 8);
            bytes.write(length);
            bytes.write(utf8, 0, length);
        }
        return new SeriesKey(bytes.toByteArray());
    }

    public String plan() {
        return part(0);
    }

    public String model() {
        return part(1);
    }

    public String version() {
        return part(2);
    }

    public String stage() {
        return part(3);
    }

    public String run() {
        return part(4);
    }

    public String dataset() {
        return part(5);
    }

    public String slice() {
        return part(6);
    }

    /** Whether two series are one, whichever versions of its plan they are of. */
    public boolean isAlike(SeriesKey other) {
        return equals(other)
                || (Arrays.equals(
                                encoded,
                                2 + length(0),
                                encoded.length,
                                other.encoded,
                                2 + other.length(0),
                                other.encoded.length)
                        && PlanSpec.nameOf(plan()).equals(PlanSpec.nameOf(other.plan())));
    }

    /** The series that this one belongs to where only these fields are kept apart. */
    public SeriesKey rollUp(List<SeriesField> kept) {
        return of(
                plan(),
                kept.contains(SeriesField.MODEL) ? model() : ALL,
                kept.contains(SeriesField.VERSION) ? version() : ALL,
                stage(),
                run(),
                dataset(),
                slice());
    }

    byte[] encoded() {
        return encoded;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof SeriesKey key && hash == key.hash && Arrays.equals(encoded, key.encoded));
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < PARTS; i++) {
            text.append(i == 0 ? "" : "|").append(part(i));
        }
        return text.toString();
    }

    private String part(int index) {
        int at = 0;
        for (int i = 0; i < index; i++) {
            at += 2 + length(at);
        }
        return new String(encoded, at + 2, length(at), UTF_8);
    }

    private int length(int at) {
        return (encoded[at] & 0xff) << 8 | (encoded[at + 1] & 0xff);
    }
}
