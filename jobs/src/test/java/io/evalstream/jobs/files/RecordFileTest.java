package io.evalstream.jobs.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.evalstream.schemas.Label;
import io.evalstream.schemas.Prediction;
import io.evalstream.schemas.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
    private static final String HEADER = "prediction_id,event_time_ms,model_id,model_version";
    private static final String ROW = "p1,1700000134697,digits,v1";

    @Test
    void numberedScoresAreOneVector() {
        Prediction prediction = only(predictions(HEADER + ",score_1,score_0\n" + ROW + ",0.9,0.1\n"));

        assertThat(prediction.getPredictionId()).isEqualTo("p1");
        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(1700000134697L));
        assertThat(prediction.getModelVersion()).isEqualTo("v1");
        assertThat(prediction.getStage()).isEqualTo("production");
        assertThat(prediction.getScores()).containsExactly(0.1, 0.9);
        assertThat(prediction.getFeatures()).isEmpty();
    }

    @Test
    void aScoreAloneIsTheOnlyOneAndAPredictionIsAValue() {
        assertThat(only(predictions(HEADER + ",score\n" + ROW + ",0.25\n")).getScores())
                .containsExactly(0.25);
        assertThat(only(predictions(HEADER + ",prediction\n" + ROW + ",147.5\n"))
                        .getValue())
                .isEqualTo(147.5);
        assertThat(only(predictions(HEADER + ",prediction_0,prediction_1\n" + ROW + ",1,2\n"))
                        .getValues())
                .containsExactly(1.0, 2.0);
    }

    @Test
    void otherColumnsAreFeaturesWithTheTypesTheyReadAs() {
        Prediction prediction = only(predictions(
                HEADER + ",score,country,amount,items,member,zip,note\n" + ROW + ",0.5,DE,1.5,3,true,01067,\n"));

        assertThat(prediction.getFeatures())
                .isEqualTo(Map.of("country", "DE", "amount", 1.5, "items", 3L, "member", true, "zip", "01067"));
    }

    @Test
    void timesAreMillisecondsOrIso() {
        assertThat(only(labels("prediction_id,label_time,label\np1,2026-03-01T10:00:00+02:00,1\n"))
                        .getLabelTime())
                .isEqualTo(Instant.parse("2026-03-01T08:00:00Z"));
        assertThat(only(labels("prediction_id,label_ts,label\np1,1700000204120.0,1\n"))
                        .getLabelTime())
                .isEqualTo(Instant.ofEpochMilli(1700000204120L));
    }

    @Test
    void labelsHaveTheTypeTheyReadAs() {
        String header = "prediction_id,label_time_ms,label\n";
        assertThat(only(labels(header + "p1,0,6\n")).getLabel()).isEqualTo(6L);
        assertThat(only(labels(header + "p1,0,93.0\n")).getLabel()).isEqualTo(93.0);
        assertThat(only(labels(header + "p1,0,cat\n")).getLabel()).isEqualTo("cat");
        assertThat(only(labels(header + "p1,0,True\n")).getLabel()).isEqualTo(true);
        assertThat(only(labels(header + "p1,0,\n")).getLabel()).isNull();
        assertThat(only(labels("prediction_id,label_time_ms,label_0,label_1,desk\np1,0,1,0,4\n")))
                .satisfies(label -> {
                    assertThat(label.getLabels()).containsExactly(1.0, 0.0);
                    assertThat(label.getTags()).isEqualTo(Map.of("desk", "4"));
                });
    }

    @Test
    void aMappingComesBeforeNames() {
        String text = "uuid,when,model,score,score_raw,region\np1,0,m,7,0.25,EU\n";
        Prediction prediction = only(predictions(
                text,
                Map.of(
                        "uuid", "prediction_id",
                        "when", "event_time",
                        "score", "-",
                        "score_raw", "score",
                        "region", "features.continent")));

        assertThat(prediction.getPredictionId()).isEqualTo("p1");
        assertThat(prediction.getScores()).containsExactly(0.25);
        assertThat(prediction.getFeatures()).isEqualTo(Map.of("continent", "EU"));
    }

    @Test
    void aFieldsOwnNameWinsOverItsAliases() {
        Prediction prediction = only(predictions("prediction_id,timestamp,event_time,model_id,model\np1,5,7,m,x\n"));

        assertThat(prediction.getEventTime()).isEqualTo(Instant.ofEpochMilli(7));
        assertThat(prediction.getModelId()).isEqualTo("m");
        assertThat(prediction.getFeatures()).isEqualTo(Map.of("timestamp", 5L, "model", "x"));
    }

    @Test
    void lineBreaksWithinQuotesBelongToTheirRow() {
        List<FileRecord<Prediction>> rows = predictions(
                HEADER + ",text\r\n" + ROW + ",\"one\r\n\"\"two\"\", three\"\r\n\r\np2,1,m,v,\"\"\r\np3,1,m,v,\r\n");

        assertThat(rows).extracting(FileRecord::line).containsExactly(2L, 5L, 6L);
        assertThat(record(rows.get(0)).getText()).isEqualTo("one\n\"two\", three");
        assertThat(record(rows.get(1)).getText()).isEmpty();
        assertThat(record(rows.get(2)).getText()).isNull();
    }

    @Test
    void aRowThatCannotBeReadSaysWhyAndTheNextOneFollows() {
        List<FileRecord<Prediction>> rows = predictions(HEADER + ",score_0,score_1\n"
                + "p1,soon,m,v,0.1,0.9\n"
                + ",1,m,v,0.1,0.9\n"
                + "p3,1,m,v,0.1\n"
                + "p4,1,m,v,0.1,\n"
                + "p5,1,m,v,0.1,high\n"
                + "p6,1,m,v,\"0.1\"x,0.9\n"
                + "p7,1,m,v,\"0.1,0.9\n"
                + "p8,1,m,v,nan,-inf\n");

        assertThat(rows.subList(0, 7))
                .extracting(row -> bad(row).reason())
                .containsExactly(
                        Reason.WRONG_TYPE,
                        Reason.MISSING_FIELD,
                        Reason.WRONG_WIDTH,
                        Reason.WRONG_WIDTH,
                        Reason.WRONG_TYPE,
                        Reason.UNDECODABLE,
                        Reason.UNDECODABLE);
        assertThat(rows).extracting(FileRecord::line).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        assertThat(bad(rows.get(0)).message()).contains("event_time", "'soon'", "2026-03-01T10:00:00Z");
        assertThat(bad(rows.get(3)).message()).contains("score_1 is empty");
        assertThat(text(rows.get(6))).isEqualTo("p7,1,m,v,\"0.1,0.9");
        assertThat(record(rows.get(7)).getScores()).containsExactly(Double.NaN, Double.NEGATIVE_INFINITY);
    }

    @Test
    void bytesThatAreNoTextSpoilOnlyTheirRow() {
        byte[] bytes = (HEADER + ",score\np\u00e9,1,m,v,0.5\n" + ROW + ",0.5\n").getBytes(StandardCharsets.ISO_8859_1);
        List<FileRecord<Prediction>> rows =
                all(RecordFile.predictions(new ByteArrayInputStream(bytes), "stream", FileFormat.CSV, Map.of()));

        assertThat(bad(rows.get(0)).message()).contains("UTF-8");
        assertThat(rows.get(0).raw().get(1)).isEqualTo((byte) 0xE9);
        assertThat(record(rows.get(1)).getPredictionId()).isEqualTo("p1");
    }

    @Test
    void anOpenQuoteDoesNotSwallowTheFile() {
        StringBuilder text = new StringBuilder(HEADER + ",score\np0,1,m,v,\"0.5\n");
        for (int i = 1; i <= 3000; i++) {
            text.append("p").append(i).append(",1,m,v,0.5\n");
        }

        List<FileRecord<Prediction>> rows = predictions(text.toString());

        assertThat(bad(rows.get(0)).message()).contains("quote");
        assertThat(rows)
                .hasSize(3001)
                .filteredOn(FileRecord.Bad.class::isInstance)
                .hasSize(1);
    }

    @Test
    void semicolonsTabsAndAByteOrderMarkAreUnderstood() {
        assertThat(only(labels("\uFEFFprediction_id;label_time_ms;label\np1;0;cat, black\n"))
                        .getLabel())
                .isEqualTo("cat, black");
        assertThat(only(labels("prediction_id\tlabel_time_ms\tlabel\np1\t0\t1\n"))
                        .getLabel())
                .isEqualTo(1L);
    }

    @Test
    void jsonLinesMeanTheSame() {
        String text = """
                {"prediction_id":"p1","timestamp":"2026-03-01T10:00:00Z","model":"m","score_0":0.1,"score_1":0.9,"country":"DE","zip":"01067","user":{"id":1}}

                {"prediction_id":"p2","timestamp":5,"model":"m","score":0.5,"features":{"a":1},"b":true}
                {"prediction_id":"p3"
                [1]
                {"prediction_id":"p4","timestamp":5,"model":"m","score_0":0.1,"score_2":0.9}
                {"prediction_id":"p5","timestamp":5,"model":"m","scores":[0.25,"NaN"]}
                """;
        List<FileRecord<Prediction>> rows = all(RecordFile.predictions(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                "stream",
                FileFormat.JSON_LINES,
                Map.of()));

        assertThat(rows).extracting(FileRecord::line).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
        assertThat(record(rows.get(0)).getScores()).containsExactly(0.1, 0.9);
        assertThat(record(rows.get(0)).getFeatures()).isEqualTo(Map.of("country", "DE", "zip", "01067"));
        assertThat(record(rows.get(1)).getScores()).containsExactly(0.5);
        assertThat(record(rows.get(1)).getFeatures()).isEqualTo(Map.of("a", 1L, "b", true));
        assertThat(bad(rows.get(2)).reason()).isEqualTo(Reason.UNDECODABLE);
        assertThat(bad(rows.get(3)).reason()).isEqualTo(Reason.UNDECODABLE);
        assertThat(bad(rows.get(4)).message()).contains("numbered [0, 2]");
        assertThat(record(rows.get(5)).getScores()).containsExactly(0.25, Double.NaN);
    }

    @Test
    void columnsThatCannotMakeRecordsAreRefusedAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions("prediction_idd,event_time_ms,model_id\n"))
                .withMessageContaining("stream: there is no column prediction_id")
                .withMessageContaining("did you mean 'prediction_idd'?");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions(HEADER + ",score_0,score_2\n"))
                .withMessageContaining("numbered [0, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions(HEADER + ",country,country\n"))
                .withMessageContaining("second time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> predictions(HEADER + ",x\n", Map.of("x", "scors")))
                .withMessageContaining("did you mean 'score");
        assertThatIllegalArgumentException().isThrownBy(() -> predictions("")).withMessageContaining("empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordFile.labels(Path.of("nowhere.csv"), Map.of()))
                .withMessageContaining("there is no file nowhere.csv");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordFile.labels(Path.of("labels.parquet"), Map.of()))
                .withMessageContaining(".jsonl");
    }

    @Test
    void aMappingMaySpeakOfColumnsOfAnotherFile() {
        Map<String, String> ofBothFiles = Map.of("id", "prediction_id", "truth", "label");
        String text = "id,event_time_ms,model_id,score\np1,0,m,0.5\n";

        assertThat(record(predictions(text, ofBothFiles).get(0)).getPredictionId())
                .isEqualTo("p1");
    }

    @Test
    void compressedFilesAreReadAndTellHowFarTheyAre(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("labels.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("prediction_id,label_time_ms,label\np1,0,1\n".getBytes(StandardCharsets.UTF_8));
        }
        try (RecordFile<Label> labels = RecordFile.labels(file, Map.of())) {
            assertThat(record(labels.next()).getLabel()).isEqualTo(1L);
            assertThat(labels.hasNext()).isFalse();
            assertThat(labels.position()).isEqualTo(labels.size()).isEqualTo(Files.size(file));
        }
    }

    private static List<FileRecord<Prediction>> predictions(String text) {
        return predictions(text, Map.of());
    }

    private static List<FileRecord<Prediction>> predictions(String text, Map<String, String> mapping) {
        return all(RecordFile.predictions(stream(text), "stream", FileFormat.CSV, mapping));
    }

    private static List<FileRecord<Label>> labels(String text) {
        return all(RecordFile.labels(stream(text), "stream", FileFormat.CSV, Map.of()));
    }

    private static ByteArrayInputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static <T extends SpecificRecord> List<FileRecord<T>> all(RecordFile<T> file) {
        List<FileRecord<T>> rows = new ArrayList<>();
        try (file) {
            file.forEachRemaining(rows::add);
        }
        return rows;
    }

    private static <T> T only(List<FileRecord<T>> rows) {
        assertThat(rows).hasSize(1);
        return record(rows.get(0));
    }

    private static <T> T record(FileRecord<T> row) {
        assertThat(row).isInstanceOf(FileRecord.Good.class);
        return ((FileRecord.Good<T>) row).record();
    }

    private static <T> FileRecord.Bad<T> bad(FileRecord<T> row) {
        assertThat(row).isInstanceOf(FileRecord.Bad.class);
        return (FileRecord.Bad<T>) row;
    }

    private static String text(FileRecord<?> row) {
        return StandardCharsets.UTF_8.decode(row.raw().duplicate()).toString();
    }
}
