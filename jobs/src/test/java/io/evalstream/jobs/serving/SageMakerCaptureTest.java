package io.evalstream.jobs.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SageMakerCaptureTest {
    private static final ServingLog LOG = Logs.plain(ServingFormat.SAGEMAKER);

    private static String captured(String type, String data, String encoding, String metadata) {
        return """
                {"captureData": {
                   "endpointInput": {"observedContentType": "text/csv", "mode": "INPUT", "data": "42,0", "encoding": "CSV"},
                   "endpointOutput": {"observedContentType": "%s", "mode": "OUTPUT", "data": "%s", "encoding": "%s"}},
                 "eventMetadata": {"eventId": "e-1", %s "inferenceTime": "2026-03-01T09:59:58Z"}, "eventVersion": "0"}
                """.formatted(type, data, encoding, metadata);
    }

    private static Prediction prediction(String value) throws Exception {
        return Logs.predictions(LOG, Map.of(), value).only();
    }

    @Test
    void aCapturedAnswerIsAPrediction() throws Exception {
        Prediction prediction = prediction(captured("text/csv; charset=utf-8", "0.0254181120544672", "CSV", ""));
        assertThat(prediction.getPredictionId()).isEqualTo("e-1");
        assertThat(prediction.getModelId()).isEqualTo("churn");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.parse("2026-03-01T09:59:58Z"));
        assertThat(prediction.getScores()).containsExactly(0.0254181120544672);
        assertThat(prediction(captured("text/csv", "0.25,0.75", "CSV", "")).getScores())
                .containsExactly(0.25, 0.75);
        assertThat(prediction(captured("text/csv", "MC4yNQ==", "BASE64", "")).getScores())
                .containsExactly(0.25);
    }

    @Test
    void theCallersIdWinsAsItDoesInModelMonitor() throws Exception {
        assertThat(prediction(captured("text/csv", "1", "CSV", "\"inferenceId\": \"mine\","))
                        .getPredictionId())
                .isEqualTo("mine");
    }

    @Test
    void jsonAnswersAreReadLikeThoseOfTheFirstProtocol() throws Exception {
        ServingLog log = ServingLog.of(
                ServingFormat.SAGEMAKER,
                null,
                Template.of("{endpoint}"),
                null,
                Map.of("scores", "score", "label", "predicted_label"),
                true);
        Prediction prediction = Logs.predictions(
                        log,
                        Map.of("endpoint", "churn-prod"),
                        captured(
                                "application/json",
                                "{\\\"predictions\\\": [{\\\"score\\\": 0.875, \\\"predicted_label\\\": 1}]}",
                                "JSON",
                                ""))
                .only();
        assertThat(prediction.getModelId()).isEqualTo("churn-prod");
        assertThat(prediction.getScores()).containsExactly(0.875);
        assertThat(prediction.getLabel()).isEqualTo(1L);
        assertThat(prediction(captured("application/json", "[[0.25, 0.75]]", "JSON", ""))
                        .getScores())
                .containsExactly(0.25, 0.75);
    }

    @Test
    void linesAreRows() throws Exception {
        List<Prediction> rows = Logs.predictions(LOG, Map.of(), captured("text/csv", "0.25\\n0.75\\n", "CSV", ""))
                .rows();
        assertThat(rows).extracting(Prediction::getPredictionId).containsExactly("e-1#0", "e-1#1");
        assertThat(rows).extracting(Prediction::getScores).containsExactly(List.of(0.25), List.of(0.75));
    }

    @Test
    void groundTruthIsALabel() throws Exception {
        String truth = """
                {"groundTruthData": {"data": "1", "encoding": "CSV"}, "eventMetadata": {"eventId": "e-1"},
                 "eventVersion": "0"}
                """;
        Label label = Logs.labels(LOG, Map.of(), truth).only();
        assertThat(label.getPredictionId()).isEqualTo("e-1");
        assertThat(label.getLabel()).isEqualTo(1L);
        assertThat(label.getLabelTime()).isEqualTo(Instant.ofEpochMilli(Logs.TAKEN));
        assertThat(Logs.predictions(LOG, Map.of(), truth).ours()).isFalse();
        assertThat(Logs.labels(LOG, Map.of(), captured("text/csv", "1", "CSV", ""))
                        .ours())
                .isFalse();
        Label timed = Logs.labels(
                        LOG,
                        Map.of(),
                        truth.replace("\"e-1\"", "\"e-1\", \"labelTime\": \"2026-03-01T09:00:00Z\"")
                                .replace("\"1\"", "\"churned\""))
                .only();
        assertThat(timed.getLabel()).hasToString("churned");
        assertThat(timed.getLabelTime()).isEqualTo(Instant.parse("2026-03-01T09:00:00Z"));
    }

    @Test
    void whatCannotBeReadSaysWhy() throws Exception {
        assertThatThrownBy(() -> Logs.predictions(LOG, Map.of(), "{\"x\": 1}"))
                .hasMessageContaining("neither captureData nor groundTruthData");
        assertThatThrownBy(() -> prediction(captured("application/x-npy", "AAAA", "BASE64", "")))
                .hasMessageContaining("CaptureContentTypeHeader");
        assertThatThrownBy(() -> prediction(captured("text/csv", "%%", "BASE64", "")))
                .hasMessageContaining("endpointOutput.data is not base64");
        assertThatThrownBy(() -> Logs.predictions(LOG, Map.of(), "{\"captureData\": {}}"))
                .hasMessageContaining("captureData has no endpointOutput");
        assertThat(Logs.predictions(LOG, Map.of(), "{\"captureData\": {\"endpointInput\": {}}}")
                        .ours())
                .isFalse();
        assertThatThrownBy(() -> ServingLog.of(ServingFormat.SAGEMAKER, null, null, null, Map.of(), true))
                .hasMessageContaining("give --log-model NAME");
        assertThatThrownBy(() -> ServingLog.of(ServingFormat.SELDON, null, null, null, Map.of("weight", "w"), true))
                .hasMessageContaining("use one of float_scores, label, scores");
    }
}
