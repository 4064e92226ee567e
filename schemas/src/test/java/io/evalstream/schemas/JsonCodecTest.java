package io.evalstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonCodecTest {
    private static final String REQUIRED =
            "\"prediction_id\": \"p\", \"model_id\": \"m\", \"event_time\": \"2026-03-01T10:00:00Z\"";

    private final JsonCodec<Prediction> predictions = new JsonCodec<>(Prediction.class);

    @Test
    void aRecordReadsLikeJson() {
        Label label = Label.newBuilder()
                .setPredictionId("p-1")
                .setLabelTime(Instant.parse("2026-03-01T10:00:00Z"))
                .setLabel(true)
                .build();
        assertThat(new String(new JsonCodec<>(Label.class).encode(label), StandardCharsets.UTF_8))
                .isEqualTo("{\"prediction_id\":\"p-1\",\"label_time\":\"2026-03-01T10:00:00Z\",\"label\":true,"
                        + "\"outputs\":[],\"tags\":{}}");
    }

    @Test
    void whatIsOptionalMayBeLeftOut() throws DecodeException {
        Prediction prediction = read("");
        assertThat(prediction.getStage()).isEqualTo("production");
        assertThat(prediction.getScores()).isNull();
        assertThat(prediction.getTags()).isEmpty();
    }

    @Test
    void defaultsAreNotShared() throws DecodeException {
        read("").getTags().put("left", "behind");
        assertThat(read("").getTags()).isEmpty();
    }

    @Test
    void aliasesAreAccepted() throws DecodeException {
        Prediction prediction =
                decode("{\"prediction_id\": 17, \"model\": \"m\", \"version\": 3, \"timestamp_ms\": 1000,"
                        + " \"y_pred_proba\": [0, 1.5]}");
        assertThat(prediction.getPredictionId()).isEqualTo("17");
        assertThat(prediction.getModelId()).isEqualTo("m");
        assertThat(prediction.getModelVersion()).isEqualTo("3");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(1000));
        assertThat(prediction.getScores()).containsExactly(0.0, 1.5);
    }

    @Test
    void aNameWinsOverItsAliasesUnlessItIsNull() throws DecodeException {
        assertThat(read(", \"label\": 1, \"y_pred\": 2").getLabel()).isEqualTo(1L);
        assertThat(read(", \"label\": null, \"y_pred\": 2").getLabel()).isEqualTo(2L);
    }

    @Test
    void fieldsThatTheSchemaDoesNotHaveAreIgnored() throws DecodeException {
        assertThat(read(", \"more\": {\"of\": [1, \"this\"]}")).isEqualTo(read(""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 | java.lang.Long",
                "1.0 | java.lang.Double",
                "true | java.lang.Boolean",
                "\"1\" | java.lang.String",
                "\"NaN\" | java.lang.Double"
            })
    void aUnionTakesTheBranchOfTheJsonType(String json, Class<?> type) throws DecodeException {
        Label label = new JsonCodec<>(Label.class)
                .decode(("{\"prediction_id\": \"p\", \"label_time\": 0, \"label\": " + json + "}")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(label.getLabel()).isInstanceOf(type);
    }

    @Test
    void featuresAreReadByType() throws DecodeException {
        assertThat(read(", \"features\": {\"a\": \"x\", \"b\": 1.5, \"c\": 2, \"d\": false, \"e\": null}")
                        .getFeatures())
                .containsEntry("a", "x")
                .containsEntry("b", 1.5)
                .containsEntry("c", 2L)
                .containsEntry("d", false)
                .containsEntry("e", null);
    }

    @ParameterizedTest
    @CsvSource({
        "\"2026-03-01T10:00:00Z\", 1772359200000",
        "\"2026-03-01T11:00:00.123456+01:00\", 1772359200123",
        "1772359200123, 1772359200123",
        "1.772359200123E12, 1772359200123",
        "-1, -1"
    })
    void timesAreIsoOrMilliseconds(String json, long millis) throws DecodeException {
        Prediction prediction = decode("{\"prediction_id\": \"p\", \"model_id\": \"m\", \"event_time\": " + json + "}");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(millis));
    }

    @Test
    void numbersThatAreNotFiniteAreWords() throws DecodeException {
        assertThat(read(", \"scores\": [\"NaN\", \"Infinity\", \"-Infinity\"]").getScores())
                .containsExactly(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"FP32\" | [[1, 2], [3, 0.1]] | 1.0 2.0 3.0 0.10000000149011612",
                "\"FP64\" | [1, 2, 3, \"NaN\"] | 1.0 2.0 3.0 NaN",
                "\"FP16\" | [0.1, 65504, -2, 6e-8] | 0.0999755859375 65504.0 -2.0 5.9604644775390625E-8",
                "\"BF16\" | [0.1, 1, 0, -3] | 0.10009765625 1.0 0.0 -3.0",
                "\"BOOL\" | [true, false, 1, 0] | 1.0 0.0 1.0 0.0",
                "\"UINT8\" | [0, 255, 1, 2] | 0.0 255.0 1.0 2.0",
                "\"INT8\" | [-128, 127, 1, 2] | -128.0 127.0 1.0 2.0",
                "\"UINT32\" | [4294967295, 1, 1, 1] | 4.294967295E9 1.0 1.0 1.0",
                "\"UINT64\" | [18446744073709551615, 1, 1, 1] | 1.8446744073709552E19 1.0 1.0 1.0"
            })
    void aTensorsDataMayBeAnArray(String datatype, String data, String expected) throws DecodeException {
        Prediction prediction = read(", \"outputs\": [{\"name\": \"t\", \"shape\": [2, 2], \"datatype\": " + datatype
                + ", \"data\": " + data + "}]");
        Tensor tensor = prediction.getOutputs().get(0);
        assertThat(String.join(
                        " ",
                        Arrays.stream(Tensors.doubles(tensor))
                                .mapToObj(Double::toString)
                                .toList()))
                .isEqualTo(expected);
        assertThat(predictions.decode(predictions.encode(prediction))).isEqualTo(prediction);
    }

    @Test
    void textTensorsMayBeArrays() throws DecodeException {
        Tensor tensor = read(", \"outputs\": [{\"name\": \"t\", \"shape\": [2], \"datatype\": \"BYTES\","
                        + " \"data\": [\"grün\", \"\"]}]")
                .getOutputs()
                .get(0);
        assertThat(Tensors.strings(tensor)).isEqualTo(List.of("grün", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | MISSING_FIELD | Prediction has no prediction_id; add it to each Prediction: Names",
                "{\"prediction_id\": null} | MISSING_FIELD | has no prediction_id",
                "{\"prediction_id\": \"p\"} | MISSING_FIELD | has no model_id (or model, model_name)",
                "{\"prediction_id\": true} | WRONG_TYPE | Prediction.prediction_id is the value 'true'; expected text",
                "[] | UNDECODABLE | an array of 0; expected a JSON object",
                "` ` | UNDECODABLE | the value is empty",
                "{\"a\": NaN} | UNDECODABLE | as strings, such as \"NaN\"",
                "{\"a\": 1} {} | UNDECODABLE | one JSON object per record",
                "{\"a\": 1, \"a\": 2} | UNDECODABLE | Duplicate",
                "{\"a\" | UNDECODABLE | one JSON object per record"
            })
    void badRecordsAreExplained(String json, Reason reason, String message) {
        assertThat(refusal(json)).startsWith(reason + ": ").contains(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"event_time\": \"yesterday\" | WRONG_TYPE | the text 'yesterday'; expected a time; write ISO-8601 with a zone",
                "\"event_time\": \"2026-03-01T10:00:00\" | WRONG_TYPE | with a zone",
                "\"event_time\": 1.5 | WRONG_TYPE | expected an integer",
                "\"event_time\": 9223372036854775808 | OUT_OF_RANGE | integer of 64 bits",
                "\"event_time\": \"+999999999-01-01T00:00:00Z\" | WRONG_TYPE | expected a time",
                "\"scores\": 0.5 | WRONG_TYPE | expected an array",
                "\"scores\": [0.5, \"high\"] | WRONG_TYPE | Prediction.scores[1] is the text 'high'; expected a number",
                "\"scores\": [1e999] | OUT_OF_RANGE | number of 64 bits",
                "\"float_scores\": [1e39] | OUT_OF_RANGE | number of 32 bits",
                "\"label\": 0.5 | WRONG_TYPE | expected an integer",
                "\"label\": [1] | WRONG_TYPE | expected null, or an integer, or text, or true or false",
                "\"features\": {\"a\": {}} | WRONG_TYPE | Prediction.features.a is an object",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [3], \"datatype\": \"FP32\", \"data\": [1, 2]}] | WRONG_WIDTH | Prediction.outputs[0].data has 2 elements",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [3], \"datatype\": \"FP32\", \"data\": \"AAAA\"}] | WRONG_WIDTH | 3 bytes, expected 12",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [1], \"datatype\": \"FP32\", \"data\": \"!\"}] | WRONG_TYPE | expected bytes; encode them in base64",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [1], \"datatype\": \"FP33\", \"data\": [1]}] | WRONG_TYPE | expected one of BOOL, UINT8",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [1], \"datatype\": \"UINT8\", \"data\": [256]}] | OUT_OF_RANGE | Prediction.outputs[0].data[0] is 256; expected an integer from 0 to 255",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [1], \"datatype\": \"FP16\", \"data\": [65520]}] | OUT_OF_RANGE | 16 bits",
                "\"outputs\": [{\"name\": \"t\", \"shape\": [1], \"datatype\": \"FP32\"}] | MISSING_FIELD | outputs[0] has no data"
            })
    void badFieldsAreExplained(String field, Reason reason, String message) {
        String others = field.startsWith("\"event_time\"") ? "\"prediction_id\": \"p\", \"model_id\": \"m\"" : REQUIRED;
        assertThat(refusal("{" + others + ", " + field + "}"))
                .startsWith(reason + ": ")
                .contains(message);
    }

    @Test
    void nestingWithoutEndIsRefused() {
        assertThat(refusal("{" + REQUIRED + ", \"outputs\": " + "[".repeat(100_000)))
                .startsWith("UNDECODABLE");
    }

    @Test
    void aValueOfAReportIsToldByItsFields() throws DecodeException {
        JsonCodec<MetricReport> reports = new JsonCodec<>(MetricReport.class);
        byte[] bytes = reports.encode(Examples.report());
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .contains("{\"name\":\"recall\",\"value\":{\"code\":\"NO_POSITIVES\",\"reason\":\"no positive labels\","
                        + "\"limit\":\"-Infinity\"}}")
                .contains("\"final\":true");
        assertThat(reports.decode(bytes)).isEqualTo(Examples.report());
    }

    @Test
    void aFieldThatWasNotSetIsNamed() {
        Prediction prediction = Examples.prediction();
        prediction.setModelId(null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions.encode(prediction))
                .withMessage("Prediction has no model_id; set it before the record is written");
    }

    private Prediction read(String more) throws DecodeException {
        return decode("{" + REQUIRED + more + "}");
    }

    private Prediction decode(String json) throws DecodeException {
        return predictions.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(String json) {
        try {
            return "decoded: " + decode(json);
        } catch (DecodeException e) {
            return e.reason() + ": " + e.getMessage();
        }
    }
}
