package io.evalstream.jobs.serving;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** Reads a record of a log for tests. */
final class Logs {
    /** When Kafka took the record: 2026-03-01T10:00:00Z. */
    static final long TAKEN = 1_772_359_200_000L;

    private Logs() {}

    /** What came of a record. */
    record Read<T>(boolean ours, List<T> rows, List<DecodeException> faults) {
        T only() {
            if (rows.size() != 1 || !faults.isEmpty()) {
                throw new AssertionError(this);
            }
            return rows.get(0);
        }
    }

    static ServingLog plain(ServingFormat format) {
        return ServingLog.of(
                format, null, format == ServingFormat.SAGEMAKER ? Template.of("churn") : null, null, Map.of(), true);
    }

    static Read<Prediction> predictions(ServingLog log, Map<String, String> headers, String value)
            throws DecodeException {
        return read(new PredictionLog(log), headers, value);
    }

    static Read<Label> labels(ServingLog log, Map<String, String> headers, String value) throws DecodeException {
        return read(new LabelLog(log), headers, value);
    }

    private static <T extends SpecificRecord> Read<T> read(
            LogDecoder<T> decoder, Map<String, String> headers, String value) throws DecodeException {
        List<T> rows = new ArrayList<>();
        List<DecodeException> faults = new ArrayList<>();
        boolean ours = decoder.decode(
                new LoggedRecord(new TreeMap<>(headers), value.getBytes(UTF_8), TAKEN), rows::add, faults::add);
        return new Read<>(ours, rows, faults);
    }
}
