package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;

class AvroCodecTest {
    private final AvroCodec<Prediction> predictions = new AvroCodec<>(Prediction.class);

    /** What another team might have: its own names, its own record, plain types. */
    static final Schema FOREIGN = new Schema.Parser().parse("""
                    {"type": "record", "name": "Scored", "namespace": "com.example", "fields": [
                      {"name": "prediction_id", "type": "string"},
                      {"name": "model_name", "type": "string"},
                      {"name": "prediction_ts", "type": "long"},
                      {"name": "score_vector", "type": {"type": "array", "items": "float"}},
                      {"name": "predicted_label", "type": "int"},
                      {"name": "datacentre", "type": "string"}]}
                    """);

    static byte[] foreignBytes() throws IOException {
        GenericRecord record = new GenericRecordBuilder(FOREIGN)
                .set("prediction_id", "p-9")
                .set("model_name", "fraud")
                .set("prediction_ts", 1000L)
                .set("score_vector", List.of(0.25f, 0.75f))
                .set("predicted_label", 1)
                .set("datacentre", "b")
                .build();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
        new GenericDatumWriter<GenericRecord>(FOREIGN).write(record, encoder);
        encoder.flush();
        return out.toByteArray();
    }

    static void isForeignRecord(Prediction prediction) {
        assertThat(prediction.getModelId()).isEqualTo("fraud");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(1000));
        assertThat(prediction.getScores()).containsExactly(0.25, 0.75);
        assertThat(prediction.getLabel()).isEqualTo(1L);
        assertThat(prediction.getStage()).isEqualTo("production");
        assertThat(prediction.getFeatures()).isEmpty();
    }

    @Test
    void fieldsOfAnotherSchemaAreFoundByTheirAliases() throws Exception {
        isForeignRecord(new AvroCodec<>(Prediction.class, FOREIGN).decode(foreignBytes()));
    }

    @Test
    void aMissingFieldOfAnotherSchemaIsNamed() {
        Schema idOnly = new Schema.Parser().parse("""
                        {"type": "record", "name": "Scored", "fields": [{"name": "prediction_id", "type": "string"}]}
                        """);
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> new AvroCodec<>(Prediction.class, idOnly).decode(new byte[] {2, 'p'}))
                .withMessageContaining("has no model_id (or model, model_name); add it")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING_FIELD));
    }

    @Test
    void aNameWinsOverItsAliases() throws Exception {
        Schema both = new Schema.Parser().parse("""
                        {"type": "record", "name": "Scored", "fields": [
                          {"name": "timestamp", "type": "string"},
                          {"name": "version", "type": "int"},
                          {"name": "prediction_id", "type": "string"},
                          {"name": "model_id", "type": "string"},
                          {"name": "model", "type": "string"},
                          {"name": "model_version", "type": "string"},
                          {"name": "event_time", "type": "long"}]}
                        """);
        byte[] bytes = {2, 't', 6, 2, 'p', 2, 'm', 2, 'x', 2, '3', 8};
        Prediction prediction = new AvroCodec<>(Prediction.class, both).decode(bytes);
        assertThat(prediction.getModelId()).isEqualTo("m");
        assertThat(prediction.getModelVersion()).isEqualTo("3");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(4));
    }

    @Test
    void aClaimOfManyItemsAllocatesNothing() {
        // A shape of 2^31 - 1 dimensions, in a tensor named "" of datatype BOOL.
        byte[] bytes = {0, 0, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F, 0, 0};
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> new AvroCodec<>(Tensor.class).decode(bytes))
                .withMessageContaining("2147483647 items")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE));
    }

    @Test
    void deepNestingIsRefused() {
        MetricReport report = Examples.report();
        report.setValues(List.of(new MetricValue("deep", new NamedValues(List.of()))));
        AvroCodec<MetricReport> reports = new AvroCodec<>(MetricReport.class);
        byte[] bytes = reports.encode(report);
        // Ends with: one value named "deep", branch 2, no entries, end of values. One entry, named "", branch 2, and
        // again.
        ByteBuffer deep = ByteBuffer.allocate(bytes.length + 3_000_000).put(bytes, 0, bytes.length - 2);
        while (deep.remaining() > 3) {
            deep.put(new byte[] {2, 0, 4});
        }
        assertThatExceptionOfType(DecodeException.class).isThrownBy(() -> reports.decode(deep.array()));
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        byte[] bytes = predictions.encode(Examples.prediction());
        bytes[1] = (byte) 0xFF;
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> predictions.decode(bytes))
                .withMessageContaining("UTF-8");
    }

    @Test
    void theReplacementCharacterItselfIsText() throws DecodeException {
        Prediction prediction = Examples.prediction();
        prediction.setText("\uFFFD");
        assertThat(predictions.decode(predictions.encode(prediction))).isEqualTo(prediction);
    }

    @Test
    void theOrderOfAMapLeavesNoTrace() {
        Prediction one = Examples.prediction();
        Prediction other = Examples.prediction();
        one.setTags(new LinkedHashMap<>());
        other.setTags(new LinkedHashMap<>());
        for (int i = 0; i < 5; i++) {
            one.getTags().put("tag" + i, "");
            other.getTags().put("tag" + (4 - i), "");
        }
        assertThat(predictions.encode(one)).isEqualTo(predictions.encode(other));
    }

    @Test
    void aFieldThatWasNotSetIsNamedAndLeavesNothingBehind() {
        byte[] before = predictions.encode(Examples.prediction());
        Prediction incomplete = Examples.prediction();
        incomplete.setModelId(null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions.encode(incomplete))
                .withMessageContaining("model_id");
        assertThat(predictions.encode(Examples.prediction())).isEqualTo(before);
    }

    @Test
    void errorsSayWhatTheBytesLookLike() {
        assertThat(refusal("{\"prediction_id\": \"p\"}".getBytes(StandardCharsets.UTF_8)))
                .contains("format to json");
        assertThat(refusal(new byte[] {0, 0, 0, 0, 7, 2, 'p'})).contains("format to registry");
        assertThat(refusal(new byte[0])).contains("tombstone");
        assertThat(refusal(new byte[] {(byte) 0xC3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9}))
                .contains("single-object");
    }

    @Test
    void collectionsOfOtherKindsAreWrittenTheSame() {
        Prediction prediction = Examples.prediction();
        byte[] before = predictions.encode(prediction);
        prediction.setTags(Collections.unmodifiableMap(new TreeMap<>(prediction.getTags())));
        assertThat(predictions.encode(prediction)).isEqualTo(before);
    }

    private String refusal(byte[] bytes) {
        try {
            predictions.decode(bytes);
        } catch (DecodeException e) {
            return e.getMessage();
        }
        throw new AssertionError("the bytes were decoded");
    }
}
