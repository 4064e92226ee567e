package io.evalstream.jobs.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeldonLogTest {
    private static final ServingLog LOG = Logs.plain(ServingFormat.SELDON);

    private static Map<String, String> headers(String type) {
        return Map.of(
                "type", type,
                "content-type", "application/json",
                "modelid", "classifier",
                "requestid", "r7",
                "inferenceservicename", "income",
                "namespace", "seldon",
                "endpoint", "default",
                "protocol", "seldon");
    }

    private static Prediction prediction(String body) throws Exception {
        return Logs.predictions(LOG, headers("io.seldon.serving.inference.response"), body)
                .only();
    }

    @Test
    void answersOfSeldonsOwnProtocol() throws Exception {
        Prediction prediction =
                prediction("{\"data\":{\"names\":[\"t:0\",\"t:1\"],\"ndarray\":[[0.25,0.75]]},\"meta\":{}}");
        assertThat(prediction.getPredictionId()).isEqualTo("r7");
        assertThat(prediction.getModelId()).isEqualTo("classifier");
        assertThat(prediction.getScores()).containsExactly(0.25, 0.75);
        // The event carries no time, so it is the record's.
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(Logs.TAKEN));
        assertThat(prediction("{\"data\":{\"names\":[\"p\"],\"tensor\":{\"shape\":[1,1],\"values\":[0.9]}}}")
                        .getScores())
                .containsExactly(0.9);
        assertThat(prediction("{\"strData\":\"a summary\"}").getText()).isEqualTo("a summary");
    }

    @Test
    void answersOfOtherProtocols() throws Exception {
        assertThat(prediction(
                                "{\"outputs\":[{\"name\":\"p\",\"datatype\":\"FP64\",\"shape\":[1,2],\"data\":[0.5,0.5]}]}")
                        .getScores())
                .containsExactly(0.5, 0.5);
        assertThat(prediction("{\"predictions\":[[0.25,0.75]]}").getScores()).containsExactly(0.25, 0.75);
    }

    @Test
    void aBatchHasAnIdForEachRowAndSoHasItsFeedback() throws Exception {
        List<Prediction> rows = Logs.predictions(
                        LOG,
                        headers("io.seldon.serving.inference.response"),
                        "{\"data\":{\"tensor\":{\"shape\":[2,1],\"values\":[0.25,0.75]}}}")
                .rows();
        assertThat(rows).extracting(Prediction::getPredictionId).containsExactly("r7#0", "r7#1");
        List<Label> labels = Logs.labels(
                        LOG,
                        headers("io.seldon.serving.feedback"),
                        "{\"truth\":{\"data\":{\"tensor\":{\"shape\":[2,1],\"values\":[0,1]}}}}")
                .rows();
        assertThat(labels).extracting(Label::getPredictionId).containsExactly("r7#0", "r7#1");
        assertThat(labels).extracting(Label::getLabel).containsExactly(0L, 1L);
    }

    @Test
    void feedbackIsAboutTheRequestWhoseAnswerItRepeats() throws Exception {
        Label label =
                Logs.labels(LOG, headers("io.seldon.serving.feedback"), """
                        {"request": {"data": {"ndarray": [[1, 2]]}},
                         "response": {"meta": {"puid": "earlier"}, "data": {"ndarray": [[0.75]]}},
                         "reward": 1.0, "truth": {"data": {"ndarray": [[0, 1, 1]]}}}
                        """).only();
        assertThat(label.getPredictionId()).isEqualTo("earlier");
        assertThat(label.getLabels()).containsExactly(0.0, 1.0, 1.0);
    }

    @Test
    void oneTopicServesBothSides() throws Exception {
        assertThat(Logs.predictions(LOG, headers("io.seldon.serving.inference.request"), "binary")
                        .ours())
                .isFalse();
        assertThat(Logs.predictions(
                                LOG,
                                headers("io.seldon.serving.feedback"),
                                "{\"truth\":{\"data\":{\"ndarray\":[[1]]}}}")
                        .ours())
                .isFalse();
        assertThat(Logs.labels(LOG, headers("io.seldon.serving.inference.response"), "{\"strData\":\"\"}")
                        .ours())
                .isFalse();
    }

    @Test
    void whatSeldonDidNotWriteIsToldApart() {
        assertThatThrownBy(() -> Logs.predictions(LOG, Map.of(), "{}")).hasMessageContaining("no header 'type'");
        assertThatThrownBy(() -> prediction("{\"binData\":\"AAAA\"}"))
                .hasMessageContaining("it has the fields [binData]");
    }
}
