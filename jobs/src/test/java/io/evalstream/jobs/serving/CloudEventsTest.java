package io.evalstream.jobs.serving;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evalstream.schemas.DecodeException;
import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import io.evalstream.schemas.Tensors;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CloudEventsTest {
    private static final ServingLog LOG = Logs.plain(ServingFormat.CLOUDEVENTS);

    private static final String V2 = """
            {"model_name": "iris", "model_version": "3", "id": "5e6c", "outputs": [
              {"name": "probabilities", "datatype": "FP32", "shape": [1, 3], "data": [0.125, 0.75, 0.125]}]}
            """;

    private static final String TWO_OUTPUTS = """
            {"model_name": "iris", "outputs": [
              {"name": "label", "datatype": "BYTES", "shape": [2, 1], "data": ["setosa", "virginica"]},
              {"name": "p", "datatype": "FP64", "shape": [2, 3], "data": [[0.5, 0.25, 0.25], [0.125, 0.125, 0.75]]}]}
            """;

    /** The headers of a response as KServe's logger sends it, by way of a Kafka sink. */
    private static Map<String, String> response(String... more) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_type", "org.kubeflow.serving.inference.response",
                "ce_id", "a1b2",
                "ce_source", "http://localhost:9081/",
                "ce_time", "2026-03-01T09:59:58.123456789Z",
                "ce_inferenceservicename", "flowers",
                "ce_namespace", "shop",
                "ce_component", "predictor",
                "ce_endpoint", "default",
                "content-type", "application/json"));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    @Test
    void anAnswerOfTheSecondProtocolIsAPrediction() throws Exception {
        Prediction prediction = Logs.predictions(LOG, response(), V2).only();
        assertThat(prediction.getPredictionId()).isEqualTo("a1b2");
        assertThat(prediction.getModelId()).isEqualTo("flowers");
        assertThat(prediction.getModelVersion()).isEqualTo("3");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.parse("2026-03-01T09:59:58.123Z"));
        assertThat(prediction.getFloatScores()).containsExactly(0.125f, 0.75f, 0.125f);
        assertThat(prediction.getScores()).isNull();
        assertThat(prediction.getOutputs()).hasSize(1);
        assertThat(prediction.getOutputs().get(0).getShape()).containsExactly(3L);
        assertThat(Tensors.doubles(prediction.getOutputs().get(0))).containsExactly(0.125, 0.75, 0.125);
    }

    @Test
    void anAnswerOfTheFirstProtocolIsOnePredictionForEachRow() throws Exception {
        List<Prediction> rows = Logs.predictions(LOG, response(), "{\"predictions\": [[0.25, 0.75], [1, 0]]}")
                .rows();
        assertThat(rows).extracting(Prediction::getPredictionId).containsExactly("a1b2#0", "a1b2#1");
        assertThat(rows).extracting(Prediction::getScores).containsExactly(List.of(0.25, 0.75), List.of(1.0, 0.0));
        assertThat(rows).extracting(Prediction::getModelVersion).containsOnly("");
        // A number alone may be a score, a class or a value; the plan reads what it needs.
        Prediction single =
                Logs.predictions(LOG, response(), "{\"predictions\": [1]}").only();
        assertThat(single.getPredictionId()).isEqualTo("a1b2");
        assertThat(single.getScores()).containsExactly(1.0);
        assertThat(single.getValue()).isEqualTo(1.0);
        Prediction named = Logs.predictions(LOG, response(), "{\"predictions\": [\"setosa\"]}")
                .only();
        assertThat(named.getLabel()).hasToString("setosa");
        assertThat(named.getText()).isEqualTo("setosa");
    }

    @Test
    void ofSeveralOutputsThePlanOrTheMappingSaysWhichIsRead() throws Exception {
        List<Prediction> rows = Logs.predictions(LOG, response(), TWO_OUTPUTS).rows();
        assertThat(rows).hasSize(2).allSatisfy(row -> {
            assertThat(row.getScores()).isNull();
            assertThat(row.getLabel()).isNull();
        });
        assertThat(Tensors.doubles(rows.get(1).getOutputs().get(1))).containsExactly(0.125, 0.125, 0.75);
        assertThat(Tensors.strings(rows.get(1).getOutputs().get(0))).containsExactly("virginica");

        ServingLog mapped = ServingLog.of(
                ServingFormat.CLOUDEVENTS, null, null, null, Map.of("scores", "p", "label", "label"), true);
        List<Prediction> read =
                Logs.predictions(mapped, response(), TWO_OUTPUTS).rows();
        assertThat(read.get(0).getScores()).containsExactly(0.5, 0.25, 0.25);
        assertThat(read.get(1).getLabel()).hasToString("virginica");

        // TensorFlow's form of it.
        List<Prediction> objects = Logs.predictions(
                        mapped,
                        response(),
                        "{\"predictions\": [{\"label\": 1, \"p\": [0.25, 0.75]}, {\"label\": 0, \"p\": [0.5, 0.5]}]}")
                .rows();
        assertThat(objects.get(0).getLabel()).isEqualTo(1L);
        assertThat(objects.get(1).getScores()).containsExactly(0.5, 0.5);
    }

    @Test
    void whereTheIdsComeFromCanBeSaid() throws Exception {
        ServingLog log = ServingLog.of(
                ServingFormat.CLOUDEVENTS,
                Template.of("{response_id}"),
                Template.of("{Namespace}/{inferenceservicename}"),
                Template.of("{endpoint}"),
                Map.of(),
                true);
        Prediction prediction = Logs.predictions(log, response(), V2).only();
        assertThat(prediction.getPredictionId()).isEqualTo("5e6c");
        assertThat(prediction.getModelId()).isEqualTo("shop/flowers");
        assertThat(prediction.getModelVersion()).isEqualTo("default");
    }

    @Test
    void anAnswerThatIsNotBatchedIsOneRow() throws Exception {
        ServingLog log = ServingLog.of(ServingFormat.CLOUDEVENTS, null, null, null, Map.of(), false);
        String body =
                "{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP64\", \"shape\": [2], \"data\": [0.25, 0.75]}]}";
        assertThat(Logs.predictions(log, response(), body).only().getScores()).containsExactly(0.25, 0.75);
        assertThat(Logs.predictions(LOG, response(), body).rows()).hasSize(2);
        assertThat(Logs.predictions(log, response(), "{\"predictions\": [0.25, 0.75]}")
                        .only()
                        .getScores())
                .containsExactly(0.25, 0.75);
    }

    @Test
    void structuredEventsCarryTheSame() throws Exception {
        String event = """
                {"specversion": "1.0", "type": "org.kubeflow.serving.inference.response", "id": "a1b2",
                 "source": "http://localhost:9081/", "time": "2026-03-01T09:59:58.123456789Z",
                 "inferenceservicename": "flowers", "datacontenttype": "application/json", %s}
                """;
        Prediction binary = Logs.predictions(LOG, response(), V2).only();
        Map<String, String> header = Map.of("content-type", "application/cloudevents+json; charset=UTF-8");
        String base64 = Base64.getEncoder().encodeToString(V2.getBytes(UTF_8));
        String text = new ObjectMapper().writeValueAsString(V2);
        for (String data : List.of("\"data\": " + V2, "\"data_base64\": \"" + base64 + "\"", "\"data\": " + text)) {
            assertThat(Logs.predictions(LOG, header, event.formatted(data)).only())
                    .isEqualTo(binary);
            assertThat(Logs.predictions(LOG, Map.of(), event.formatted(data)).only())
                    .isEqualTo(binary);
        }
    }

    @Test
    void requestsAreNothingAndFeedbackIsALabel() throws Exception {
        Map<String, String> request = response("ce_type", "org.kubeflow.serving.inference.request");
        assertThat(Logs.predictions(LOG, request, "not even JSON").ours()).isFalse();
        assertThat(Logs.labels(LOG, response(), V2).ours()).isFalse();

        Map<String, String> feedback =
                response("ce_type", "io.seldon.serving.feedback", "ce_requestid", "r7", "ce_modelid", "classifier");
        Label label = Logs.labels(LOG, feedback, "{\"reward\": 0, \"truth\": {\"data\": {\"ndarray\": [[2]]}}}")
                .only();
        assertThat(label.getPredictionId()).isEqualTo("r7");
        assertThat(label.getLabel()).isEqualTo(2L);
        assertThat(label.getModelId()).isEqualTo("classifier");
        assertThat(label.getLabelTime()).isEqualTo(Instant.parse("2026-03-01T09:59:58.123Z"));
    }

    @Test
    void recordsOfOurOwnMayTravelAsEvents() throws Exception {
        Label label = Logs.labels(
                        LOG, response("ce_type", "io.evalstream.label"), "{\"label\": 1, \"labeler\": \"desk\"}")
                .only();
        assertThat(label.getPredictionId()).isEqualTo("a1b2");
        assertThat(label.getLabelTime()).isEqualTo(Instant.parse("2026-03-01T09:59:58.123Z"));
        assertThat(label.getLabel()).isEqualTo(1L);
        assertThat(label.getLabeler()).isEqualTo("desk");
        Prediction prediction = Logs.predictions(
                        LOG,
                        response("ce_type", "io.evalstream.prediction"),
                        "{\"prediction_id\": \"x\", \"model_id\": \"m\", \"scores\": [0.5]}")
                .only();
        assertThat(prediction.getPredictionId()).isEqualTo("x");
    }

    @Test
    void oneBadRowDoesNotTakeTheOthersWithIt() throws Exception {
        Logs.Read<Prediction> read =
                Logs.predictions(LOG, response(), "{\"predictions\": [[0.25, 0.75], [0.5, {}], [1, 0]]}");
        assertThat(read.rows()).extracting(Prediction::getPredictionId).containsExactly("a1b2#0", "a1b2#2");
        assertThat(read.faults()).singleElement().satisfies(fault -> {
            assertThat(fault.reason()).isEqualTo(Reason.WRONG_TYPE);
            assertThat(fault).hasMessageStartingWith("row 1 of 3: Prediction.");
        });
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        refused(Map.of(), "{}", Reason.UNDECODABLE, "neither headers that begin with ce_ nor a field specversion");
        refused(response("ce_specversion", "0.3"), V2, Reason.UNDECODABLE, "specversion is '0.3'; expected 1.0");
        refused(response("ce_type", "com.shop.order"), V2, Reason.UNDECODABLE, "type is 'com.shop.order'");
        refused(
                Map.of("content-type", "application/cloudevents+avro"),
                V2,
                Reason.UNDECODABLE,
                "only application/cloudevents+json");
        refused(
                response(),
                "\u0008\u0001",
                Reason.UNDECODABLE,
                "the payload of the event is 2 bytes that are not JSON");
        refused(response(), "", Reason.UNDECODABLE, "is empty");
        refused(response(), "{\"error\": \"no\"}", Reason.UNDECODABLE, "it has the fields [error]");
        refused(response(), "{\"predictions\": []}", Reason.MISSING_FIELD, "has no rows");
        refused(response(), "{\"outputs\": []}", Reason.MISSING_FIELD, "has no outputs");
        refused(
                response(),
                "{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP32\", \"shape\": [1, 3], \"data\": [1, 2]}]}",
                Reason.WRONG_WIDTH,
                "output 'p' has 2 elements, but its shape [1, 3] has 3");
        refused(
                response(),
                "{\"outputs\": [{\"name\": \"p\", \"datatype\": \"FP32\", \"shape\": [1, 3],"
                        + " \"parameters\": {\"binary_data_size\": 12}}]}",
                Reason.MISSING_FIELD,
                "output 'p' has no data in JSON");
        refused(
                response(),
                "{\"outputs\": [{\"name\": \"a\", \"datatype\": \"FP32\", \"shape\": [2], \"data\": [1, 2]},"
                        + " {\"name\": \"b\", \"datatype\": \"FP32\", \"shape\": [1], \"data\": [1]}]}",
                Reason.WRONG_WIDTH,
                "output 'b' has 1 rows and output 'a' has 2");
        refused(
                response(),
                "{\"predictions\": [{\"a\": 1}, {\"b\": 1}]}",
                Reason.MISSING_FIELD,
                "row 1 of predictions has no 'a'");
        assertThatThrownBy(() -> Logs.labels(LOG, response("ce_type", "io.seldon.serving.feedback"), "{\"reward\": 1}"))
                .hasMessageContaining("the feedback has no truth");
    }

    private static void refused(Map<String, String> headers, String value, Reason reason, String message) {
        assertThatThrownBy(() -> Logs.predictions(LOG, headers, value))
                .isInstanceOfSatisfying(
                        DecodeException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(message);
    }

    @Test
    void aModelThatIsNotNamedIsMissed() throws Exception {
        ServingLog log =
                ServingLog.of(ServingFormat.CLOUDEVENTS, null, Template.of("{team}"), null, Map.of("label", "x"), true);
        assertThat(Logs.predictions(log, response(), V2).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault).hasMessageContaining("'{team}' is empty for it, which has ["));
        ServingLog wrong = ServingLog.of(ServingFormat.CLOUDEVENTS, null, null, null, Map.of("label", "x"), true);
        assertThat(Logs.predictions(wrong, response(), V2).faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault).hasMessageContaining("the answer has no output 'x'; it has [probabilities]"));
        ServingLog wide = ServingLog.of(ServingFormat.CLOUDEVENTS, null, null, null, Map.of("label", "*"), true);
        assertThat(Logs.predictions(wide, response(), V2).faults())
                .singleElement()
                .satisfies(fault -> assertThat(fault.reason()).isEqualTo(Reason.WRONG_WIDTH));
    }

    @Test
    void anIdThatNobodySentIsEmptyInEachRow() throws Exception {
        Map<String, String> headers = response();
        headers.remove("ce_id");
        assertThat(Logs.predictions(LOG, headers, "{\"predictions\": [1, 0]}").rows())
                .extracting(Prediction::getPredictionId)
                .containsExactly("", "");
    }

    @Test
    void templatesAreCheckedBeforeTheJobStarts() {
        assertThatThrownBy(() -> Template.of("{}")).hasMessageContaining("braces that hold no name");
        assertThatThrownBy(() -> Template.of("a{b")).hasMessageContaining("braces that hold no name");
        assertThat(Template.of("a-{x|y}-{z}").fill(Map.of("y", "$1", "x", ""))).isEqualTo("a-$1-");
    }
}
